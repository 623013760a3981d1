require_relative 'cookgen_deploy_failed'

module Cookgen
  # Commands that a container is given at two moments of its life: when it serves but is not reached yet, and when it is no
  # longer reached but not stopped yet. It carries them itself, so that they are those it was made with.
  class Hooks
    # Seconds.
    TIMEOUT = 300

    def initialize(tools)
      @tools = tools
      @docker = tools.docker
    end

    # Raises CommandFailed: what is new is not wanted then.
    def post_start(found)
      return if found.nil? || found.post_start.nil?
      result = nil
      @tools.timed("#{found.name} post_start done") { result = run(found, found.post_start) }
      raise CommandFailed.new("post_start of #{found.name}", result) unless result.ok?
    end

    # All at once. Who fails is stopped all the same, since it has to go.
    def pre_stop(containers)
      asked = containers.select(&:pre_stop)
      asked.map { |found| Thread.new { say_goodbye(found) } }.each(&:join)
    end

    private

    def say_goodbye(found)
      result = nil
      @tools.timed("#{found.name} pre_stop done") { result = run(found, found.pre_stop) }
      @tools.log.warn("#{found.name}: pre_stop failed, it is stopped all the same: #{result.problem}") unless result.ok?
    end

    # What it says may hold its secrets.
    def run(found, words)
      result = @docker.exec(found.id, words, TIMEOUT)
      err = Mask.new(found.environment).lines(result.err.split("\n")).join("\n")
      Docker::Result.new(result.status, result.out, err)
    end
  end
end
