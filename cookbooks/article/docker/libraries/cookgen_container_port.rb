module Cookgen
  # One entry of `ports`: "80:80", "127.0.0.1:8000-8010:80/udp", 80, or compose's long form.
  class ContainerPort
    SHORT = %r{\A(?:(?:(\d+(?:\.\d+){3}|\[[0-9a-fA-F:]+\]):)?((?:\d+(?:-\d+)?)?):)?(\d+(?:-\d+)?)(?:/(tcp|udp|sctp))?\z}.freeze

    attr_reader :address, :host, :container, :protocol

    # nil where it cannot be read.
    def self.parse(entry)
      return long(entry) if entry.is_a?(Hash)
      match = SHORT.match(Value.text(entry).to_s)
      checked(new(match[1], match[2], match[3], match[4])) if match
    end

    def self.long(entry)
      return unless (entry.keys - %w(target published host_ip protocol mode name)).empty?
      parts = %w(host_ip published target protocol).map { |key| Value.text(entry[key]) if entry.key?(key) }
      return unless parts[2].to_s =~ /\A\d+\z/ && parts[1].to_s =~ /\A(\d+(-\d+)?)?\z/
      checked(new(*parts)) if [nil, 'tcp', 'udp', 'sctp'].include?(parts[3])
    end

    def self.checked(port)
      numbers = [port.host, port.container].compact.flat_map { |part| part.split('-') }.map(&:to_i)
      port if numbers.all? { |number| number.between?(0, 65_535) } && port.container.to_i > 0
    end

    def initialize(address, host, container, protocol)
      @address = address
      @host = host unless Value.blank?(host) || host == '0'
      @container = container
      @protocol = protocol || 'tcp'
    end

    # Only one container on the host can have it: a port, not a range that Docker chooses from.
    def fixed?
      !host.nil? && (!host.include?('-') || container.include?('-'))
    end

    # First port in the container, as a number.
    def number
      container.to_i
    end

    # The word for --publish.
    def to_s
      prefix = address ? "#{address}:#{host}:" : (host && "#{host}:")
      "#{prefix}#{container}/#{protocol}"
    end

    # Would Docker refuse to run both at once?
    def clashes?(other)
      return false unless fixed? && other.fixed? && protocol == other.protocol
      overlap?(other) && (any?(address) || any?(other.address) || address == other.address)
    end

    private

    def overlap?(other)
      first, last = bounds
      other_first, other_last = other.bounds
      first <= other_last && other_first <= last
    end

    def any?(address)
      [nil, '0.0.0.0', '[::]'].include?(address)
    end

    protected

    def bounds
      parts = host.split('-').map(&:to_i)
      [parts.first, parts.last]
    end
  end
end
