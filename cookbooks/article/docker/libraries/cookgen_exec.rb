require_relative 'cookgen_errors'

module Cookgen
  # docker.exec: one command in a container that runs. It is done each time it is asked for: only who asks knows whether once
  # was enough.
  class Exec
    TIMEOUT = 3600
    LINES = 200

    # `given`: the value of docker.exec. `output`: has info, takes what the command says; that is nothing for the record, since
    # nobody knows what is in it. Raises Error where it is no {container, command}.
    def initialize(tools, given, output = tools.log)
      @tools = tools
      @output = output
      @given = given
      return if nothing?
      raise Error, 'docker.exec: should be {container, command}' unless given.is_a?(Hash)
      @container = Value.text(given['container'])
      raise Error, 'docker.exec.container: should be the name of a container' if Value.blank?(@container)
      @words = Value.words(given['command'])
      raise Error, 'docker.exec.command: should be a text or a list of words' if Value.blank?(@words)
    end

    def nothing?
      Value.blank?(@given)
    end

    # Yields lines and a Proc. Raises Error where the container does not run, or where the command fails.
    def run
      return @tools.log.info('docker.exec names no command: nothing to do') if nothing?
      found = running
      yield ["run #{@words.first} in #{@container}"], -> { work(found) }
    end

    # The lines that run would yield.
    def forecast
      nothing? ? [] : ["run #{@words.first} in #{@container}"]
    end

    private

    # By its exact name; `app` means `app0`, too.
    def running
      [@container, "#{@container}0"].each do |name|
        found = @tools.docker.inspect_containers([name]).map { |inspected| Found.new(inspected) }.first
        next if found.nil? || found.name != name
        return found if found.running?
        raise Error, "docker.exec: #{name} does not run"
      end
      raise Error, "docker.exec: there is no container #{@container} on this host"
    end

    def work(found)
      result = nil
      @tools.timed("#{@words.first} in #{found.name} ended") { result = @tools.docker.exec(found.id, @words, TIMEOUT) }
      lines = Mask.new(found.environment).lines((result.out + result.err).split("\n"))
      lines.last(LINES).each { |line| @output.info("#{found.name}: #{line}") }
      raise Error, "docker.exec: #{@words.first} in #{found.name} #{fate(result)}" unless result.ok?
    end

    def fate(result)
      result.status.nil? ? "was not done after #{TIMEOUT} s; it may still run there" : "ended with exit status #{result.status}"
    end
  end
end
