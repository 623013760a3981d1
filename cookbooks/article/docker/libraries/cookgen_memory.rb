module Cookgen
  # What the kernel says can be had without swapping.
  module Memory
    UNITS = { 'b' => 1, 'k' => 1024, 'm' => 1024**2, 'g' => 1024**3 }.freeze

    module_function

    # Bytes, nil where nobody knows.
    def available(file = '/proc/meminfo')
      match = /^MemAvailable:\s+(\d+) kB/.match(File.read(file))
      match && match[1].to_i * 1024
    rescue SystemCallError
      nil
    end

    # Bytes of 512, "512m" or "1gb"; nil where it cannot be read.
    def bytes(value)
      match = /\A(\d+(?:\.\d+)?)\s*([bkmg])?b?\z/i.match(value.to_s)
      match && (match[1].to_f * UNITS.fetch((match[2] || 'b').downcase)).to_i
    end
  end
end
