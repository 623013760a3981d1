module Cookgen
  # What is rotated by logrotate: the json logs of containers that nobody gave limits. Docker rotates the others itself, and
  # the two must not meet: copytruncate loses lines and leaves `docker logs --follow` hanging.
  class Logrotate
    NAME = /\A[A-Za-z0-9][A-Za-z0-9_.-]*\z/.freeze
    UNITS = { 'k' => 1024, 'm' => 1024**2, 'g' => 1024**3 }.freeze
    LEAST = 100 * 1024**2
    FACTOR = 10

    def initialize(log_opts, forwarder)
      @log_opts = log_opts
      @forwarder = forwarder
    end

    # For logrotate's `size`: far above what Docker's own limit can reach.
    def size
      "#{[LEAST, FACTOR * limit].max / 1024**2}M"
    end

    # Pattern for docker's name filter that finds the forwarder in any generation; nil where none is set or the name is none.
    def forwarder
      "^/?#{@forwarder.gsub('.', '\.')}(-g[0-9]+)?$" if @forwarder =~ NAME
    end

    private

    def limit
      match = /\A(\d+)([kmg]?)\z/i.match(@log_opts['max-size'].to_s)
      match ? match[1].to_i * UNITS.fetch(match[2].downcase, 1) : 0
    end
  end
end
