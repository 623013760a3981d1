module Cookgen
  # Asks a running container once whether it serves, in the way its readiness says.
  class Probe
    # `readiness`: Hash of Container#readiness; `found`: the container as it runs now.
    def initialize(tools, found, readiness)
      @docker = tools.docker
      @sockets = tools.sockets
      @clock = tools.clock
      @found = found
      @readiness = readiness
      @settled = @clock.now + readiness['settle'].to_f
    end

    # nil where it serves, else why not, in a few words.
    def problem
      send(@readiness['kind'])
    rescue SystemCallError, IOError, SocketError, ArgumentError => e
      e.message
    end

    # The same question asked by the name that proxies know.
    def self.stable(tools, found, readiness)
      by_http = readiness['kind'] == 'http' && readiness['socket'] == found.socket
      new(tools, found, readiness.merge('kind' => by_http ? 'http' : 'unix', 'socket' => found.stable_socket))
    end

    private

    def http
      status = dial.get(place, @readiness['path'])
      lowest, highest = @readiness['status'] || [100, 499]
      status.between?(lowest, highest) ? nil : "it answers #{status}"
    end

    def tcp
      dial.knock(place)
      nil
    end

    def unix
      dial.knock(place)
      nil
    end

    def exec
      result = @docker.exec(@found.id, @readiness['argv'], @readiness['timeout'])
      result.ok? ? nil : "#{@readiness['argv'].first}: #{result.problem}"
    end

    def settle
      @clock.now < @settled ? 'it has not run long enough' : nil
    end

    def dial
      Dial.new(@clock, @readiness['timeout'])
    end

    def place
      return { 'socket' => @sockets.reach(@found, @readiness['socket']) } if @readiness['socket']
      raise IOError, 'it has no address' if @found.address.nil?
      { 'address' => @found.address, 'port' => @readiness['port'] }
    end
  end
end
