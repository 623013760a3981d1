module Cookgen
  # Finishes or undoes what a killed run left, by its journal alone.
  class Recovery
    # Seconds to stop what was just started and is not wanted.
    GRACE = 10

    # Apps whose last run did not come to its end.
    def self.apps
      Dir.glob(File.join(Cookgen.root, '*', 'journal.json')).sort.map { |path| File.basename(File.dirname(path)) }
    end

    def initialize(tools, app)
      @tools = tools
      @docker = tools.docker
      @sockets = tools.sockets
      @journal = Journal.new(app)
      @app = app
    end

    def run
      phase, moves = @journal.read
      return if phase.nil?
      @found = @docker.inspect_containers(@docker.containers(@app)).map { |inspected| Found.new(inspected) }
      @found.each { |found| @sockets.sweep(found) }
      settled = phase == 'starting' ? abandon(moves) : settle(moves)
      note(settled, moves)
      @journal.delete
    end

    private

    # `settled`: moves that came to their end. What they brought serves: a rollback has to know.
    def note(settled, moves)
      state = State.load(@app)
      entry = { 'at' => @tools.clock.stamp, 'generation' => moves.map(&:generation).max, 'result' => 'undone' }
      entry.merge!(arrival(settled, state)) unless settled.empty?
      state.history << entry
      state.save
    end

    def arrival(settled, state)
      back = settled.all? { |move| move.again && move.old_id }
      entry = { 'result' => 'settled', 'kind' => back ? 'rollback' : 'deploy', 'from' => state.current }
      entry['to'] = settled.map(&:generation).max unless settled.all? { |move| move.again && move.old_id.nil? }
      entry.reject { |_, value| value.nil? }
    end

    # What serves was never touched: what is new goes.
    def abandon(moves)
      moves.each { |move| discard(move) unless move.again && move.old_id.nil? }
      []
    end

    # What is new and serves takes over; where it does not, the old one comes back as long as it is there.
    def settle(moves)
      forward, back = moves.partition { |move| serves?(move) || older(move).nil? }
      back.each { |move| give_back(move) }
      forward.select { |move| newcomer(move) }.tap { |arrived| take_over(arrived) }
    end

    def take_over(moves)
      moves.each { |move| link(newcomer(move), older(move)) }
      Switch.new(@tools).rename(moves)
      leaving = moves.select { |move| older(move) }.map do |move|
        Retire::Leaving.new(older(move), move.drain, move.grace, move.old_stays && move.retain > 0)
      end
      retire = Retire.new(@tools)
      retire.run(leaving)
      retire.prune(moves)
    end

    # The name leads back before what is new goes, unless the old one can only start when it is gone.
    def give_back(move)
      old = older(move)
      discard(move) unless old.active?
      @docker.start(old.id, old.name) unless old.active?
      back(move)
      discard(move) if old.active?
      @docker.rename(old.id, move.old_was) if old.name != move.old_was
    end

    # A proxy that cannot reach the old one either is a matter for the deploy that follows.
    def back(move)
      link(older(move), newcomer(move))
    rescue Prober::NotReady => e
      @tools.log.warn("#{older(move).name}: #{e.message}")
    end

    def link(found, instead_of)
      @sockets.link(found, instead_of) if @sockets.linked?(found)
      # an address is only there since it was started
      now = @docker.inspect_containers([found.id]).map { |inspected| Found.new(inspected) }
      @tools.balancers.lead(now, Balancers::BOOT)
    end

    # What is new goes; what was kept is kept on.
    def discard(move)
      found = newcomer(move)
      return if found.nil?
      @tools.balancers.forget([found])
      Retire.new(@tools).recall(found, move.drain, move.grace)
      # now, since nobody knows its socket when it is gone; and then, since it may just have bound it
      @sockets.clean(found)
      move.again ? put_back(found, move.new_name) : @docker.remove([found.id], :volumes => true)
      @sockets.clean(found)
    end

    def put_back(found, name)
      @docker.stop([found.id], GRACE)
      @docker.restart_policy([found.id], 'no') if found.restart_policy == 'always'
      @docker.rename(found.id, name) unless found.name == name
    end

    # After a power cut both generations may be booting: as much time as at a deploy.
    def serves?(move)
      found = newcomer(move)
      return false if found.nil? || !found.running?
      @tools.prober.await([Prober::Target.new(found, move.readiness)]) do |target, seconds|
        @tools.log.info("#{target.found.name} ready after #{seconds.round(1)} s")
      end
      true
    rescue Prober::NotReady
      false
    end

    def newcomer(move)
      @found.find { |found| found.id == move.new_id || (found.app == move.app && found.name == move.new_name) }
    end

    def older(move)
      @found.find { |found| found.id == move.old_id }
    end
  end
end
