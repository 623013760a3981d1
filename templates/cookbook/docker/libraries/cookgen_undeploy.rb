require_relative 'cookgen_errors'

module Cookgen
  # Takes away what apps have on this host: schedules, containers of all generations, networks, files with secrets. Data stays:
  # volumes are named, never removed. So does the state, as history; migrations that were done are not done again.
  class Undeploy
    # `apps`: slugs. `containers`: those of the stack, [] where it cannot be read. Options :who, :lock_timeout.
    def initialize(tools, apps, containers, options = {})
      @tools = tools
      @docker = tools.docker
      @apps = apps
      @farewell = Farewell.new(tools, apps, containers)
      @options = options
    end

    # Yields lines and a Proc. Raises Error.
    def run(&report)
      Turn.new(@tools, @options).take(report) do
        lines = plan
        next if lines.empty?
        yield lines, -> { work }
        volumes.each { |name| @tools.log.info("kept: volume #{name}; `docker volume rm #{name}` would delete its data") }
      end
    end

    # The lines that run would yield.
    def forecast
      plan
    end

    private

    def plan
      files = @farewell.cron_files.map { |path| "remove #{path}" }
      ordered = @farewell.groups(@farewell.containers).flatten
      gone = ordered.map { |found| "#{found.active? ? 'stop and remove' : 'remove'} #{found.name} of #{found.app}" }
      files + gone + networks.map { |name| "remove the network #{name}" }
    end

    def work
      started = @tools.clock.now
      touched = @farewell.containers.map(&:app).uniq
      @farewell.stop_cron
      @farewell.stop(@farewell.containers, false)
      networks.each { |name| @docker.call!(['network', 'rm', name]) }
      @apps.each { |app| SecretFile.prune(app, []) }
      # Cron has nothing to be pinned to any more.
      touched.each { |app| @farewell.note(app, 'undeploy', @options[:who], started) { |state| state.images.clear } }
    end

    def networks
      named('network')
    end

    def volumes
      named('volume')
    end

    # Docker's names of what carries our label.
    def named(kind)
      @apps.flat_map do |app|
        @docker.call!([kind, 'ls', '--filter', "label=cookgen.app=#{app}", '--format', '{{.Name}}']).lines
      end
    end
  end
end
