module Cookgen
  # Who may be stopped when: first who asks others, last who is asked. The stack knows; where it does not, what a container has
  # says enough: ports of the host are where requests come in, sockets are where they end.
  class StopOrder
    EDGE = 1000
    END_OF_LINE = -1

    # `containers`: those of the stack, [] where it cannot be read.
    def initialize(containers)
      @ranks = {}
      waves(containers).each_with_index { |wave, at| wave.each { |one| @ranks[[one.app, one.service, one.index]] = at } }
    end

    # Array of Array of Found: each group may be stopped at once.
    def groups(found)
      found.group_by { |each| place(each) }.sort.reverse.map(&:last)
    end

    private

    # Within a rank those at the edge go first.
    def place(found)
      edge = found.host_ports.empty? ? 0 : 1
      rank = @ranks.fetch(found.instance) { guess(found) }
      [rank, edge]
    end

    def guess(found)
      return EDGE unless found.host_ports.empty?
      found.socket ? END_OF_LINE : 0
    end

    # As they are started: who needs nobody first.
    def waves(containers)
      left = containers.dup
      found = []
      until left.empty?
        ready = left.reject { |one| (left - [one]).any? { |other| needs?(one, other) } }
        ready = left if ready.empty?
        found << ready
        left -= ready
      end
      found
    end

    def needs?(one, other)
      one.needs.include?(other.name) || (one.app == other.app && one.needs.include?(other.service)) || asks?(one, other)
    end

    # Who shares the volume with a socket in it, and has none of his own, is there to connect to it.
    def asks?(one, other)
      source, = other.socket_place
      !source.nil? && one.socket.nil? && one.mounts.any? { |mount| mount.first == source }
    end
  end
end
