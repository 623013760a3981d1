require_relative 'cookgen_deploy_failed'

module Cookgen
  # Does what a plan says and writes down how it went.
  class Executor
    # `states`: app => State.
    def initialize(tools, states)
      @tools = tools
      @states = states
    end

    # Raises DeployFailed; what serves then stands in its message.
    def run(plan)
      started = @tools.clock.now
      announce(plan)
      plan.migrations.each { |step| Migration.new(@tools).run(step, @states.fetch(step.app)) }
      plan.rounds.each { |round| Takeover.new(@tools, round).run }
      remember(plan)
      note(plan, started, 'result' => 'ok')
    rescue DeployFailed => e
      note(plan, started, 'result' => 'failed', 'step' => e.step, 'reason' => e.reason)
      raise
    end

    # What the next deploy and cron go by, although nothing had to be done.
    def remember(plan)
      plan.images.each do |app, images|
        state = @states.fetch(app)
        next if state.images == images
        state.images.replace(images)
        state.save
      end
    end

    private

    # A number that was given away is never given again.
    def announce(plan)
      plan.generations.each do |app, generation|
        @states.fetch(app).generation = generation
        @states.fetch(app).save
      end
    end

    def note(plan, started, result)
      plan.apps.each do |app|
        state = @states.fetch(app)
        entry = { 'at' => @tools.clock.stamp, 'generation' => state.generation }
        state.history << entry.merge('seconds' => (@tools.clock.now - started).round(1)).merge(result)
        state.save
      end
    end
  end
end
