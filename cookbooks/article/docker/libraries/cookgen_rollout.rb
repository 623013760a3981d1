require_relative 'cookgen_deploy_failed'

module Cookgen
  # The rounds of a plan, one after the other, and what becomes of the earlier ones when one fails: update_config's
  # failure_action. The round that failed has undone itself.
  class Rollout
    def initialize(tools, plan)
      @tools = tools
      @plan = plan
    end

    # Raises DeployFailed for the first round that failed.
    def run
      done = []
      failure = nil
      @plan.rounds.each do |round|
        @tools.clock.sleep(round.before)
        problem = attempt(round)
        raise take_back(problem, done, round) if problem && !goes_on?(round, problem)
        failure ||= problem
        done << round
      end
      raise failure if failure
    end

    private

    # nil where it went well.
    def attempt(round)
      Takeover.new(@tools, round).run
      nil
    rescue DeployFailed => e
      e
    end

    # What could not be cleaned up or undone has to be looked at first.
    def goes_on?(round, problem)
      done = problem.step != 'clean-up' && round.launches.all? { |step| action(step) == 'continue' }
      @tools.log.warn("#{problem.message}; the next ones are tried all the same") if done && !round.launches.empty?
      done && !round.launches.empty?
    end

    # The failure, with what was done about it.
    def take_back(problem, done, round)
      steps = earlier(done, round)
      return problem if steps.empty? || problem.step == 'clean-up'
      back = steps.reverse.map { |step| revival(step) }.compact
      Plan.new(back, {}, {}).rounds.each { |each| Takeover.new(@tools, each).run }
      said(problem, "#{problem.outcome}; #{names(back)} went back to what was before")
    rescue DeployFailed => e
      said(problem, "#{problem.outcome}; what was replaced before could not go back: #{e.message}")
    end

    # Steps that are done and belong to what is to go back.
    def earlier(done, round)
      services = round.launches.select { |step| action(step) == 'rollback' }.map { |step| service(step) }
      done.flat_map(&:launches).select { |step| step.kind == :replace && services.include?(service(step)) }
    end

    def names(steps)
      steps.empty? ? 'nothing of what was replaced before was kept, and none' : steps.map(&:name).sort.join(', ')
    end

    # nil where the old one was not kept.
    def revival(step)
      found = @tools.docker.inspect_containers([step.old.id, step.name]).map { |inspected| Found.new(inspected) }
      kept = found.find { |each| each.id == step.old.id }
      current = found.find { |each| each.name == step.name }
      return if kept.nil? || current.nil? || kept.id == current.id
      Step.new(
        :revive,
        :container => step.container,
        :kept => kept,
        :old => current,
        :image_id => kept.image,
        :generation => kept.generation,
        :stop_first => step.stop_first,
        :reason => 'a later one of its service failed',
      )
    end

    def said(problem, outcome)
      DeployFailed.new(
        problem.step,
        :container => problem.container,
        :reason => problem.reason,
        :log_lines => problem.log_lines,
        :outcome => outcome,
      )
    end

    def action(step)
      step.container.update_config['failure_action']
    end

    def service(step)
      [step.app, step.container.service]
    end
  end
end
