require_relative 'cookgen_errors'

module Cookgen
  # Stops everything cookgen runs on this host and leaves it there: the next deploy starts the very same containers again, in
  # their order. Docker itself does not, since `unless-stopped` takes a stop for what it is.
  class Shutdown
    # `containers`: those of the stack, [] where it cannot be read. Options :who, :lock_timeout.
    def initialize(tools, containers, options = {})
      @tools = tools
      @known = containers
      @options = options
    end

    # Yields lines and a Proc. Raises Error.
    def run(&report)
      Turn.new(@tools, @options).take(report) do
        lines = plan
        yield lines, -> { work } unless lines.empty?
      end
    end

    # The lines that run would yield.
    def forecast
      plan
    end

    private

    def plan
      files = farewell.cron_files.map { |path| "remove #{path}, the next deploy writes it again" }
      files + farewell.groups(running).flatten.map { |found| "stop #{found.name} of #{found.app}" }
    end

    def work
      started = @tools.clock.now
      found = running
      farewell.stop_cron
      farewell.stop(found, :asleep)
      found.map(&:app).uniq.each { |app| farewell.note(app, 'shutdown', @options[:who], started) }
    end

    def running
      farewell.containers.select(&:active?)
    end

    # Every app on the host, those that have left the stack, too.
    def farewell
      @farewell ||= Farewell.new(@tools, apps, @known)
    end

    def apps
      (@tools.docker.list.map { |_, app, _| app }.reject(&:empty?) + Cron.apps).uniq.sort
    end
  end
end
