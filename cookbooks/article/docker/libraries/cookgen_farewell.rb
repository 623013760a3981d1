require_relative 'cookgen_errors'

module Cookgen
  # Stops what apps have on this host, in order and in peace: cron begins nothing new, what cron began may finish, then the
  # containers go, who asks others before who answers. Undeploy and Shutdown say what becomes of them.
  class Farewell
    # What is not said otherwise by a container of the stack.
    DRAIN = 30
    GRACE = 10

    # `apps`: slugs; `containers`: those of the stack, [] where it cannot be read.
    def initialize(tools, apps, containers)
      @tools = tools
      @docker = tools.docker
      @apps = apps
      @known = containers
    end

    # Array of Found, all generations.
    def containers
      @docker.inspect_containers(@apps.flat_map { |app| @docker.containers(app) }).map { |inspected| Found.new(inspected) }
    end

    # Array of Array of Found: who is stopped together, in order.
    def groups(found)
      StopOrder.new(@known).groups(found)
    end

    # Paths of the schedules and all that belongs to them.
    def cron_files
      @apps.flat_map { |app| Cron.new(app, []).stale }
    end

    # Writes into the history of an app that it went, `started` by the clock. Yields its State, before it is saved.
    def note(app, kind, who, started)
      state = State.load(app)
      seconds = (@tools.clock.now - started).round(1)
      entry = { 'kind' => kind, 'at' => @tools.clock.stamp, 'who' => who, 'from' => state.current }
      entry.merge!('generation' => state.generation, 'seconds' => seconds, 'result' => 'ok')
      state.history << entry.reject { |_, value| value.nil? }
      yield state if block_given?
      state.save
    end

    def stop_cron
      cron_files.each { |path| File.unlink(path) }
      tasks.group_by { |_, app| app }.each do |app, own|
        @tools.timed("tasks of #{app} ended") { @docker.stop(own.map(&:first), GRACE) }
      end
    end

    # `stays`: as Retire::Leaving.
    def stop(found, stays)
      retire = Retire.new(@tools)
      groups(found).each do |group|
        retire.run(group.map { |each| Retire::Leaving.new(each, drain(each), grace(each), stays) })
      end
    end

    private

    # [id, app] of what cron, a migration or a hook runs in a container of its own right now.
    def tasks
      words = ['--filter', 'label=cookgen.task', '--format', '{{.ID}}|{{.Label "cookgen.task"}}']
      lines = @docker.call!(['ps', '--no-trunc', *words]).lines
      found = lines.map { |line| line.split('|', 2) }.map { |id, task| [id, task.to_s.split('/').first] }
      found.select { |_, app| @apps.include?(app) }
    end

    def drain(found)
      one = known(found)
      one ? one.drain_timeout : DRAIN
    end

    def grace(found)
      one = known(found)
      one ? one.stop_grace : found.stop_grace || GRACE
    end

    def known(found)
      @known.find { |one| found.instance == [one.app, one.service, one.index] }
    end
  end
end
