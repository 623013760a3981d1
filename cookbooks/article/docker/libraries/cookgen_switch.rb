module Cookgen
  # Lets new containers take over: first the names that proxies know, then the names that Docker knows.
  class Switch
    def initialize(tools)
      @docker = tools.docker
      @sockets = tools.sockets
      @balancers = tools.balancers
      @prober = tools.prober
    end

    # Lets targets that replace nobody be found; a proxy that runs learns of them later.
    def introduce(targets)
      sockets(targets) { nil }
    end

    # Points the stable socket of each target at it and asks there. Where one does not answer all lead back to where
    # they led before, and Prober::NotReady is raised. Proxies of ours do the same with their slots.
    def link(targets)
      sockets(targets) { @balancers.lead(targets.map(&:found)) }
    end

    # Gives old containers the name of their generation and new ones the name they work under. May be asked again.
    def rename(moves)
      ids = moves.flat_map { |move| [move.old_id, move.new_id] }.compact
      names = Hash[@docker.inspect_containers(ids).map { |inspected| [inspected['Id'], Found.new(inspected).name] }]
      moves.each do |move|
        call(move.old_id, move.old_name, names)
        call(move.new_id, move.name, names)
      end
    end

    private

    def sockets(targets)
      done = []
      targets.select { |target| @sockets.linked?(target.found) }.each do |target|
        done << [target, @sockets.link(target.found, target.old)]
      end
      done.each { |target, _| check(target) }
      yield
    rescue StandardError
      done.reverse.each { |target, before| @sockets.restore(target.found, before) }
      raise
    end

    def check(target)
      problem = @prober.stable_problem(target)
      return if problem.nil?
      raise Prober::NotReady.new(target.found, "#{target.found.stable_socket} does not lead to it: #{problem}")
    end

    def call(id, name, names)
      @docker.rename(id, name) if names.key?(id) && names[id] != name
    end
  end
end
