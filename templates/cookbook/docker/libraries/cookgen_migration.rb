require 'digest'
require 'json'
require_relative 'cookgen_deploy_failed'

module Cookgen
  # Brings data up to an image, in a container of its own that is gone afterwards. Once per image and command.
  class Migration
    TIMEOUT = 3600
    LINES = 20

    # What State remembers of a migration that went well.
    def self.key(container, image_id)
      words = JSON.generate(container.migration['argv'])
      "#{image_id} #{container.service} #{Digest::SHA256.hexdigest(words)[0, 8]}"
    end

    def initialize(tools)
      @tools = tools
      @docker = tools.docker
    end

    # Migrates for one Step and remembers it. Raises DeployFailed with the last lines of its output.
    def run(step, state)
      @container = step.container
      wait_for_others
      @tools.timed("#{step.app}/#{@container.service} migrated") { migrate(step.image_id) }
      state.migrated << self.class.key(@container, step.image_id)
      state.save
    end

    private

    def migrate(image_id)
      result = EnvFile.with(@container.environment) do |words, env|
        Task.run(@docker, @container, @container.migration_argv(image_id, words), :env => env, :timeout => timeout)
      end
      complain(result) unless result.ok?
    end

    # The client of a run that was killed is gone, its migration is not.
    def wait_for_others
      @docker.running(label).each { |id| @docker.wait(id, timeout) }
      @docker.remove(@docker.running(label))
    end

    def complain(result)
      @docker.remove(@docker.running(label)) if result.status.nil?
      lines = Mask.new(@container.masked).lines((result.out + result.err).split("\n").last(LINES))
      reason = result.status.nil? ? "not done after #{timeout} s" : "exit status #{result.status}"
      raise DeployFailed.new('migration', :container => @container.service, :reason => reason, :log_lines => lines)
    end

    def timeout
      @container.migration['timeout'] || TIMEOUT
    end

    def label
      "cookgen.task=#{@container.app}/#{@container.name}/migration"
    end
  end
end
