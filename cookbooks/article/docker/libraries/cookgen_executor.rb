require_relative 'cookgen_deploy_failed'

module Cookgen
  # Does what a plan says and writes down how it went.
  class Executor
    # `states`: app => State. Options for the history: :kind, :who, :targets (app => generation that will serve, where that is
    # not the one that comes into being).
    def initialize(tools, states, about = {})
      @tools = tools
      @states = states
      @about = about
    end

    # Raises DeployFailed; what serves then stands in its message.
    def run(plan)
      started = @tools.clock.now
      from = Hash[plan.apps.map { |app| [app, @states.fetch(app).current] }]
      announce(plan)
      Migration.tidy(@tools.docker, @states)
      plan.migrations.each { |step| Migration.new(@tools).run(step, @states.fetch(step.app)) }
      plan.pre_starts.each { |step| PreStart.new(@tools).run(step) }
      Rollout.new(@tools, plan).run
      remember(plan)
      note(plan, started, from, 'result' => 'ok')
    rescue DeployFailed => e
      note(plan, started, from, 'result' => 'failed', 'step' => e.step, 'reason' => e.reason)
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

    def note(plan, started, from, result)
      plan.apps.each do |app|
        state = @states.fetch(app)
        entry = { 'kind' => @about.fetch(:kind, 'deploy'), 'at' => @tools.clock.stamp, 'who' => @about[:who] }
        entry.merge!('from' => from[app], 'to' => target(plan, app) || from[app], 'generation' => state.generation)
        entry.merge!('seconds' => (@tools.clock.now - started).round(1)).merge!(result)
        entry['images'] = state.images.dup if result['result'] == 'ok'
        state.history << entry.reject { |_, value| value.nil? }
        state.save
      end
    end

    def target(plan, app)
      @about.fetch(:targets, {})[app] || plan.generations[app]
    end
  end
end
