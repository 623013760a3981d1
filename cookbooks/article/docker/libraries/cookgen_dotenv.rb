require_relative 'cookgen_errors'

module Cookgen
  # Files of NAME=value lines on the host, read as compose reads them; except that `$` means nothing: there is no shell around
  # whose variables could be meant.
  module Dotenv
    LINE = /\A(?:export\s+)?([^=\s'"#]+)\s*=\s*(.*)\z/m.freeze
    ESCAPES = { 'n' => "\n", 'r' => "\r", 't' => "\t" }.freeze

    module_function

    # [[path, must it be there?], ...] of a container's `env_file`.
    def paths(given)
      entries = given.is_a?(Array) ? given : [given].compact
      entries.map do |entry|
        next [entry, true] unless entry.is_a?(Hash)
        [entry['path'], Value.boolean(entry.fetch('required', true))]
      end
    end

    # name => text. Raises Error with the reason; it never quotes a value.
    def read(path)
      parse(File.open(path, 'rb', &:read))
    rescue Errno::ENOENT
      raise Error, 'is not there'
    rescue SystemCallError => e
      raise Error, "cannot be read: #{e.class.name.split('::').last}"
    end

    def parse(bytes)
      text = bytes.dup.force_encoding('UTF-8')
      raise Error, 'is no UTF-8 text' if !text.valid_encoding? || text.include?("\0")
      text.sub(/\A\uFEFF/, '').split(/\r?\n/).each_with_index.each_with_object({}) do |(line, at), all|
        line = line.strip
        next if line.empty? || line.start_with?('#')
        name, value = LINE.match(line).to_a.drop(1)
        value &&= unquoted(value)
        raise Error, "line #{at + 1} should be NAME=value" if value.nil?
        all[name] = value
      end
    end

    # nil where a quote is left open, or where something follows it.
    def unquoted(value)
      case value
      when /\A'([^']*)'\s*(#.*)?\z/ then Regexp.last_match(1)
      when /\A"((?:[^"\\]|\\.)*)"\s*(#.*)?\z/ then unescaped(Regexp.last_match(1))
      when /\A['"]/ then nil
      else value.sub(/(\A|\s+)#.*\z/, '')
      end
    end

    def unescaped(text)
      text.gsub(/\\(.)/) { ESCAPES[Regexp.last_match(1)] || Regexp.last_match(1) }
    end
  end
end
