require_relative 'cookgen_deploy_failed'

module Cookgen
  # One round of a plan. Whatever goes wrong before the switch leaves the host serving as it did.
  class Takeover
    # What is not said otherwise by a container of the stack.
    DRAIN = 30
    GRACE = 10

    def initialize(tools, round)
      @tools = tools
      @docker = tools.docker
      @round = round
      @moves = round.launches.map { |step| Move.of(step) }
      @launch = Launch.new(tools, round.launches, @moves)
      @switch = Switch.new(tools)
      @retire = Retire.new(tools)
    end

    # Raises DeployFailed.
    def run
      @round.stop_first? ? in_place : beside
      finishing do
        @switch.rename(@moves)
        relink
        leave
        configure(:exactly)
        @tools.balancers.sweep(@moves.map(&:app).uniq)
        Journal.close(@moves)
      end
    end

    private

    # New ones come up, all are ready, the links are switched; the old ones still run.
    def beside
      return configure if @moves.empty?
      Journal.note('starting', @moves)
      undoing('what served before goes on serving') do
        @launch.run
        configure
        Journal.note('switching', @moves)
        link
        monitor
      end
    end

    # The new one is made while the old one serves; only then does the one stop and the other start.
    def in_place
      Journal.note('starting', @moves)
      undoing('what served before goes on serving') { @launch.create(step) }
      Journal.note('replacing', @moves)
      undoing('the old container was started again', :restore) do
        @retire.empty([leaving(move, old)]) if @tools.balancers.behind?(old)
        @retire.stop([old], move.grace)
        @launch.start(step)
        @launch.await([step])
        Journal.note('switching', @moves)
        link
      end
    end

    # What is behind a proxy of ours by TCP needs slots there; what it has goes last.
    def configure(how = :generously)
      @round.configures.each do |step|
        wanted = step.container.haproxy_config
        @tools.balancers.configure(step.old.id, wanted, how)
      end
    rescue HaproxyCli::Refused, SystemCallError, IOError => e
      raise DeployFailed.new('configuration', :container => @round.configures.map(&:name).join(', '), :reason => e.message)
    end

    # What is new has the requests; what is old still runs, and has them back as soon as something new fails.
    def monitor
      seconds = @round.monitor
      watched = @launch.targets
      return if seconds.zero? || watched.empty?
      begin
        failed = nil
        @tools.clock.until(seconds, [seconds, Prober::WATCH].min) { (failed = dead(watched)) }
        raise failed if failed
      rescue Prober::NotReady => e
        switch_back
        words = @launch.words_of(e.found.id)
        raise DeployFailed.new('monitor', :container => e.found.name, :reason => e.message, :log_lines => words)
      end
    end

    def dead(targets)
      @tools.prober.alive(targets)
      nil
    rescue Prober::NotReady => e
      e
    end

    # Names and slots lead to the old ones again.
    def switch_back
      olds = inspect(@moves.map(&:old_id).compact)
      @moves.select(&:old_id).each do |move|
        found = olds.find { |each| each.id == move.old_id }
        next if found.nil? || !found.active?
        newcomer = @launch.targets.find { |target| target.found.id == move.new_id }
        @switch.link([Prober::Target.new(found, move.readiness, newcomer && newcomer.found)])
      end
    end

    # Where nothing new came up, an existing container may still need its link.
    def relink
      @round.links.each { |step| @switch.link([Prober::Target.new(step.old, step.container.readiness(step.old.generation))]) }
    end

    def link
      @switch.link(@launch.targets)
    rescue Prober::NotReady => e
      raise DeployFailed.new('switch', :container => e.found.name, :reason => e.message)
    end

    def leave
      replaced = @moves.select(&:old_id)
      olds = inspect(replaced.map(&:old_id))
      going = replaced.map do |move|
        found = olds.find { |each| each.id == move.old_id }
        found && leaving(move, found)
      end
      hand_over(removals)
      @retire.run(going.compact + removals)
      @retire.prune(replaced)
    end

    def leaving(move, found)
      Retire::Leaving.new(found, move.drain, move.grace, move.old_stays && move.retain > 0)
    end

    # What has no successor lets those of its service that stay answer in its name: a proxy may know it for a while.
    def hand_over(leaving)
      leaving.map(&:found).select { |found| found.active? && @tools.sockets.linked?(found) }.each_with_index do |found, at|
        heirs = heirs(found, leaving.map(&:found))
        @tools.sockets.hand_over(found, heirs[at % [heirs.length, 1].max])
      end
    end

    def heirs(found, leaving)
      all = inspect(@docker.containers(found.app)).select { |each| each.service == found.service && each.running? }
      all.reject { |each| leaving.map(&:id).include?(each.id) }.select do |each|
        @tools.sockets.linked?(each) && @tools.sockets.leads_to?(each)
      end
    end

    def removals
      @round.removals.flat_map do |step|
        [step.old, *step.others].map { |found| Retire::Leaving.new(found, DRAIN, GRACE, false) }
      end
    end

    # Cleans up when the block does not come to its end, and says what serves then.
    def undoing(outcome, also = nil)
      done = false
      yield
      done = true
    rescue StandardError => e
      raise failed(e, undo(outcome, also))
    ensure
      undo(outcome, also) unless done || e
    end

    # What serves now, in words. What could not be undone stays in the journal for the next run.
    def undo(outcome, also)
      @launch.undo
      restore if also
      Journal.close(@moves)
      outcome
    rescue StandardError => e
      "undoing it failed, the next run will try again: #{e.message}"
    end

    def restore
      @docker.start(old.id, old.name)
      @tools.balancers.lead(inspect([old.id]), Balancers::BOOT)
    end

    # New ones serve; the rest is finished now or by the next run.
    def finishing
      yield
    rescue Error, SystemCallError => e
      outcome = 'what is new serves; the next run finishes the rest'
      raise DeployFailed.new('clean-up', :reason => e.message, :outcome => outcome)
    end

    def failed(error, outcome)
      return error unless error.is_a?(Error)
      details = error.is_a?(DeployFailed) ? error : DeployFailed.new('start', :reason => error.message)
      DeployFailed.new(
        details.step,
        :container => details.container,
        :reason => details.reason,
        :log_lines => details.log_lines,
        :outcome => outcome,
      )
    end

    def step
      @round.launches.first
    end

    def move
      @moves.first
    end

    def old
      step.old
    end

    def inspect(ids)
      @docker.inspect_containers(ids).map { |inspected| Found.new(inspected) }
    end
  end
end
