require_relative 'cookgen_errors'

module Cookgen
  # The host to oneself: one operation at a time, and none before what a killed run left is put right.
  class Turn
    # Options :who (for the lock), :lock_timeout (seconds).
    def initialize(tools, options = {})
      @tools = tools
      @lock = Lock.new(tools.clock, options.fetch(:who, 'an operator'))
      @timeout = options.fetch(:lock_timeout, 600)
    end

    # Runs the block. `report`: call(lines, Proc that does it), for what a killed run left. Raises Error where somebody else is
    # at it.
    def take(report)
      @lock.hold(@timeout) do
        EnvFile.sweep
        JsonFile.sweep
        Recovery.apps.each { |app| report.call([line(app)], work(app)) }
        yield
      end
    end

    # What it would begin with, in lines.
    def unfinished
      Recovery.apps.map { |app| line(app) }
    end

    private

    def line(app)
      "finish or undo what a run that was cut short left of #{app}"
    end

    def work(app)
      -> { Recovery.new(@tools, app).run }
    end
  end
end
