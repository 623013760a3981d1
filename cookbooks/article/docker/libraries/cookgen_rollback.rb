require_relative 'cookgen_deploy_failed'

module Cookgen
  # Takes apps back to containers that earlier deploys kept: the same probing, switching and draining as a deploy, but nothing is
  # pulled, made or migrated. The next deploy brings what the stack says then.
  class Rollback
    # Options :apps (names, all of the stack's where not given), :generation (a number for all of them, or app => number),
    # :who, :lock_timeout, :notifier.
    def initialize(stack, tools, options = {})
      @stack = stack
      @tools = tools
      @options = options
      @turn = Turn.new(tools, options)
      @notifier = options.fetch(:notifier, Notifier::NONE)
      names = options[:apps] || stack.apps.map(&:slug)
      @apps = names.map { |name| stack.app(name) }.select { |app| stack.runtime.deploying?(app.slug) }
    end

    # Yields lines and a Proc, as Deploy#run. Raises Error where something is missing, before anything is touched.
    def run(&report)
      @turn.take(report) do
        plans = look
        say(plans)
        plan = whole(plans)
        executor = Executor.new(@tools, states, :kind => 'rollback', :who => @options[:who], :targets => targets(plans))
        unless plan.empty?
          yield plan.lines, -> { @notifier.around('rollback', plan, targets(plans)) { executor.run(plan) } }
        end
      end
    rescue DeployFailed => e
      raise Error, e.message.sub(/\Adeploy failed/, 'rollback failed')
    end

    # The lines that run would yield.
    def forecast
      @turn.unfinished + whole(look).lines
    end

    private

    # app => RollbackPlan
    def look
      @states = nil
      world = World.observe(@tools.docker, @apps.map(&:slug))
      plans = Hash[@apps.map { |app| [app.slug, plan(app, world)] }]
      problems = plans.values.map(&:problem).compact
      return plans if problems.empty?
      raise Error, "rollback: #{problems.join('; ')}. Nothing was touched"
    end

    def plan(app, world)
      RollbackPlan.new(app.slug, app.containers, world, states[app.slug], wanted(app.slug))
    end

    def wanted(app)
      given = @options[:generation]
      given = given[app] if given.is_a?(Hash)
      return if given.nil?
      Value.count(given) || raise(Error, 'cookgen.rollback.generation: should be a generation, or app => generation')
    end

    def say(plans)
      plans.each_value do |plan|
        words = plan.settled ? [plan.settled] : plan.remarks
        words.each { |line| @tools.log.warn(line) }
      end
    end

    def whole(plans)
      moving = plans.reject { |_, plan| plan.settled }
      steps = moving.values.flat_map(&:steps)
      Plan.new(steps, ranks(steps), Hash[moving.map { |app, plan| [app, plan.images] }])
    end

    # As for a deploy: what has to be stopped first comes later, and so does what is tied to something that moves.
    def ranks(steps)
      launches = steps.select(&:launch?)
      launches.each_with_object({}) { |step, known| rank(step, launches, known, []) }
    end

    def rank(step, launches, known, above)
      own = step.stop_first ? 1 : 0
      return own if above.include?(step)
      ties = step.container.links.map(&:first) + step.container.volumes_from
      tied = launches.select { |other| ties.include?(other.name) }
      known[step] = ([own] + tied.map { |other| rank(other, launches, known, above + [step]) + 1 }).max
    end

    def targets(plans)
      Hash[plans.map { |app, plan| [app, plan.target] }]
    end

    def states
      @states ||= Hash[@apps.map { |app| [app.slug, State.load(app.slug)] }]
    end
  end
end
