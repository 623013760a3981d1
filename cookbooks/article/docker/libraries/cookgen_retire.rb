module Cookgen
  # Sends containers away that nothing new reaches any more: lets them finish, stops them, keeps some for a rollback.
  class Retire
    INTERVAL = 0.1
    # How often in a row a socket has to be found quiet.
    CALM = 2

    # `found` leaves within `drain` + `grace` seconds; `stays`: it is kept, stopped; :asleep: it is stopped for now only.
    Leaving = Struct.new(:found, :drain, :grace, :stays)

    def initialize(tools)
      @tools = tools
      @docker = tools.docker
      @sockets = tools.sockets
      @balancers = tools.balancers
      @clock = tools.clock
      @log = tools.log
    end

    # `leaving`: Array of Leaving.
    def run(leaving)
      return if leaving.empty?
      never_restart(leaving.select { |each| each.stays == true }.map(&:found))
      running = leaving.select { |each| each.found.active? }
      empty(running)
      running.group_by(&:grace).each { |grace, same| stop(same.map(&:found), grace) }
      leaving.each { |each| @sockets.clean(each.found) }
      @docker.remove(leaving.reject(&:stays).map { |each| each.found.id })
    end

    # Lets running ones finish what they have. Nobody new comes: other ones have their names, and proxies of ours are told.
    def empty(leaving)
      @balancers.leave(leaving.map(&:found))
      drain(leaving.select { |each| @sockets.linked?(each.found) || @balancers.behind?(each.found) })
      @balancers.forget(leaving.map(&:found))
    end

    # Stops all of these at once. Who does not heed the signal holds everybody up: that is worth knowing.
    def stop(containers, grace)
      Hooks.new(@tools).pre_stop(containers)
      names = containers.map(&:name).join(', ')
      seconds = @tools.timed("#{names} stopped") { @docker.stop(containers.map(&:id), grace) }
      return if seconds < grace || grace.zero?
      @log.warn("#{names}: killed after #{grace} s; does it heed its stop signal? `stop_signal` or `init` may help")
    end

    # Takes back one that may be reached although its deploy is given up: nobody new comes, who is inside may finish.
    def recall(found, patience, grace)
      return unless found.active? && @sockets.linked?(found)
      @sockets.hand_over(found, nil)
      drain([Leaving.new(found, patience, grace)])
    end

    # Removes the stopped generations beyond those that are kept.
    def prune(moves)
      moves.group_by(&:app).each do |app, own|
        all = @docker.inspect_containers(@docker.containers(app)).map { |inspected| Found.new(inspected) }
        own.each { |move| @docker.remove(outdated(all, move).map(&:id)) }
      end
    end

    private

    def drain(leaving)
      return if leaving.empty?
      linked = leaving.map(&:found).select { |found| @sockets.linked?(found) }
      witnesses = linked.empty? ? [] : @sockets.witnesses(linked)
      started = @clock.now
      calm = Hash.new(0)
      loop do
        leaving = leaving.reject { |each| finished?(each, witnesses, calm, @clock.now - started) }
        return if leaving.empty?
        @clock.sleep(INTERVAL)
      end
    end

    def finished?(leaving, witnesses, calm, seconds)
      name = leaving.found.name
      open = connections(leaving.found, witnesses)
      calm[name] = open.zero? ? calm[name] + 1 : 0
      if calm[name] >= CALM
        @log.info("#{name} quiet after #{seconds.round(1)} s")
      elsif seconds >= leaving.drain
        @log.warn("#{name} still has #{open} connections after #{leaving.drain} s and is stopped all the same")
      else
        return false
      end
      true
    end

    def connections(found, witnesses)
      by_socket = @sockets.linked?(found) ? @sockets.connections(found, witnesses) : 0
      by_socket + (@balancers.behind?(found) ? @balancers.connections(found) : 0)
    end

    # Docker itself leaves what was stopped alone, unless it is told `always`.
    def never_restart(containers)
      @docker.restart_policy(containers.select { |found| found.restart_policy == 'always' }.map(&:id), 'no')
    end

    def outdated(all, move)
      kept = all.select { |found| found.instance == move.instance && found.id != move.new_id && !found.active? }
      kept.sort_by { |found| -found.generation }.drop(move.retain)
    end
  end
end
