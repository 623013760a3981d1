require_relative 'cookgen_deploy_failed'

module Cookgen
  class Container
    # ['run', '--rm', ...]: in everything as a migration.
    def pre_start_argv(image_id, env_args = [], names = {})
      ['run', '--rm', *task_flags('pre_start', names), *env_args, image_id, *pre_start]
    end
  end

  # What a service wants done on this host before its new containers are made: in a container of its own that is gone afterwards,
  # once per deploy that replaces any of its instances.
  class PreStart
    # Seconds.
    TIMEOUT = 3600
    LINES = 20

    def self.line(step)
      "run pre_start of #{step.app}/#{step.container.service}"
    end

    def initialize(tools)
      @tools = tools
      @docker = tools.docker
    end

    # Raises DeployFailed with the last lines of its output.
    def run(step)
      @container = step.container
      # the client of a run that was killed is gone, its container is not
      @docker.remove(@docker.running(label))
      @tools.timed("#{step.app}/#{@container.service} pre_start done") { start(step.image_id) }
    end

    private

    def start(image_id)
      result = EnvFile.with(@container.environment) do |words, env|
        Task.run(@docker, @container, @container.pre_start_argv(image_id, words), :env => env, :timeout => TIMEOUT)
      end
      complain(result) unless result.ok?
    end

    def complain(result)
      @docker.remove(@docker.running(label)) if result.status.nil?
      lines = Mask.new(@container.masked).lines((result.out + result.err).split("\n").last(LINES))
      reason = result.status.nil? ? "not done after #{TIMEOUT} s" : "exit status #{result.status}"
      raise DeployFailed.new('pre_start', :container => @container.service, :reason => reason, :log_lines => lines)
    end

    def label
      "cookgen.task=#{@container.app}/#{@container.name}/pre_start"
    end
  end
end
