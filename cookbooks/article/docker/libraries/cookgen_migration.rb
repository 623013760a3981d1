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

    # Takes away the containers of what is remembered: a run may have been killed just before it did. `states`: app => State.
    def self.tidy(docker, states)
      found = docker.inspect_containers(docker.labelled('cookgen.migration')).map { |inspected| Found.new(inspected) }
      known = states.values.flat_map(&:migrated)
      docker.remove(found.select { |each| !each.active? && known.include?(each.migration) }.map(&:id))
    end

    # Migrates for one Step and remembers it. Raises DeployFailed with the last lines of its output. Its container stays until
    # that is written down: whenever a run is killed, nothing that came to a good end is done twice.
    def run(step, state)
      @container = step.container
      @key = self.class.key(@container, step.image_id)
      unless done_already?
        @docker.remove(@docker.labelled(label))
        @tools.timed("#{step.app}/#{@container.service} migrated") { migrate(step.image_id) }
      end
      state.migrated << @key
      state.save
      @docker.remove(@docker.labelled(label))
    end

    private

    def migrate(image_id)
      result = EnvFile.with(@container.environment) do |words, env|
        Task.run(@docker, @container, argv(image_id, words), :env => env, :timeout => timeout)
      end
      complain(result) unless result.ok?
    end

    # Docker is not to take it away by itself.
    def argv(image_id, words)
      run, _rm, *rest = @container.migration_argv(image_id, ['--label', "cookgen.migration=#{@key}"] + words)
      [run, *rest]
    end

    # The client of a run that was killed is gone, its migration is not.
    def done_already?
      @docker.running(label).each { |id| @docker.wait(id, timeout) }
      left = @docker.inspect_containers(@docker.labelled(label)).map { |inspected| Found.new(inspected) }
      left.any? { |found| found.migration == @key && found.done? }
    end

    def complain(result)
      @docker.remove(@docker.labelled(label))
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
