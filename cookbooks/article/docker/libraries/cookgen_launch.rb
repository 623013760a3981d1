require 'json'
require_relative 'cookgen_deploy_failed'

module Cookgen
  # Brings containers up beside what serves, and takes them away again where that fails.
  class Launch
    LINES = 20

    # `steps` and `moves`: what is to come up, in start order, one move per step.
    def initialize(tools, steps, moves)
      @tools = tools
      @docker = tools.docker
      @steps = steps
      @moves = moves
      @targets = {}
      @begun = []
    end

    # Array of Prober::Target, one per container that was started.
    def targets
      @moves.map { |move| @targets[move] }.compact
    end

    # Wave after wave: who needs nobody first. Returns when all serve. Raises DeployFailed.
    def run
      waves.each do |wave|
        wave.each do |step|
          create(step)
          start(step)
        end
        await(wave)
        introduce(wave)
      end
      attempt('readiness') { @tools.prober.alive(targets) }
    end

    # Does nothing where the container is there already.
    def create(step)
      move = move(step)
      return if move.again
      container = step.container
      attempt('create', step) do
        EnvFile.with(container.environment(move.generation)) do |words, env|
          argv = container.create_argv(move.generation, step.image_id, memory(container, move) + words)
          move.new_id = @docker.create(argv, move.new_name, env)
        end
        container.connect_argvs(move.new_id).each { |argv| @docker.call!(argv) }
      end
    end

    def start(step)
      move = move(step)
      attempt('start', step) do
        tidy(move) if move.again
        furnish(step, move)
        @begun << move
        @docker.start(move.new_id, move.new_name)
        found = look(move.new_id)
        @targets[move] = Prober::Target.new(found, move.readiness, step.kind == :restart ? nil : step.old)
        raise Prober::NotReady.new(found, 'it ended and was restarted') if found.restarts > 0
      end
    end

    # Until all of these serve.
    def await(steps)
      wanted = steps.map { |step| @targets[move(step)] }
      attempt('readiness') do
        @tools.prober.await(wanted) do |target, seconds|
          @tools.log.info("#{target.found.name} ready after #{seconds.round(1)} s")
          warn_of_umask(target.found)
        end
      end
      steps.each { |step| attempt('post_start', step) { Hooks.new(@tools).post_start(look(move(step).new_id)) } }
    end

    # As if nothing had been: removes what is new, stops what was stopped.
    def undo
      @moves.each { |move| recall(move) }
      again, fresh = @moves.partition(&:again)
      found = fresh.map { |move| move.new_id && look(move.new_id) }.compact
      @tools.balancers.forget(found)
      # now, since nobody knows their sockets when they are gone; and then, since they may just have bound them
      found.each { |each| @tools.sockets.clean(each) }
      @docker.remove(found.map(&:id), :volumes => true)
      found.each { |each| @tools.sockets.clean(each) }
      @docker.stop((again & @begun).map(&:new_id), 10)
      rest(again.select(&:old_id))
    end

    # The last lines of one of them, without secrets.
    def words_of(id)
      last_lines(id)
    end

    private

    def move(step)
      @moves[@steps.index(step)]
    end

    def recall(move)
      found = @targets[move] && look(move.new_id)
      Retire.new(@tools).recall(found, move.drain, move.grace) if found
    end

    # Where nobody served before, nothing is lost by serving at once, and a proxy of a later wave finds its servers.
    def introduce(wave)
      first = wave.reject { |step| step.old && step.old.active? }.map { |step| move(step) }
      attempt('switch') { Switch.new(@tools).introduce(first.map { |move| @targets[move] }) }
    end

    # Steps whose needs are met by earlier waves, in the order of the stack.
    def waves
      left = @steps.dup
      waves = []
      until left.empty?
        ready = left.reject { |step| needs?(step, left - [step]) }
        ready = left if ready.empty?
        waves << ready
        left -= ready
      end
      waves
    end

    def needs?(step, others)
      needed = step.container.needs
      others.any? do |other|
        needed.include?(other.name) || (step.app == other.app && needed.include?(other.container.service)) || asks?(step, other)
      end
    end

    # Who shares the volume with a socket in it, and has none of his own, is there to connect to it.
    def asks?(step, other)
      return true if step.container.behind.include?(other.container)
      source, = other.container.socket_place
      !source.nil? && step.container.socket.nil? && step.container.mounts.any? { |mount| mount.first == source }
    end

    # What has to be known about it later, even when the stack says something else by then.
    def memory(container, move)
      labels = { 'readiness' => JSON.generate(move.readiness) }
      %w(post_start pre_stop).each do |hook|
        words = container.send(hook, move.generation)
        labels[hook] = JSON.generate(words) if words
      end
      unless container.socket.nil?
        labels['socket'] = container.socket_path(move.generation)
        labels['stable_socket'] = container.stable_socket_path
      end
      labels['proxy'] = JSON.generate(container.slotted) if container.slotted
      labels.flat_map { |name, value| ['--label', "cookgen.#{name}=#{value}"] }
    end

    # A proxy of ours comes up with those who serve by then.
    def furnish(step, move)
      config = step.container.haproxy_config
      return if config.nil?
      folder = look(move.new_id).haproxy_folder
      @tools.balancers.furnish(move.app, move.service, File.basename(folder), config) if folder
    end

    # A container that was stopped has left its socket, and not every server takes that away when it starts. One that was
    # kept has lost the restart policy that would have revived it at the wrong time.
    def tidy(move)
      found = look(move.new_id)
      return if found.nil?
      @tools.sockets.clear(found)
      policy = @steps[@moves.index(move)].container.restart
      @docker.restart_policy([found.id], policy) if move.old_id && policy == 'always' && found.restart_policy == 'no'
    end

    # Kept ones go on being kept.
    def rest(moves)
      found = moves.map { |move| look(move.new_id) }.compact
      found.each { |each| @tools.sockets.clear(each) }
      @docker.restart_policy(found.select { |each| each.restart_policy == 'always' }.map(&:id), 'no')
    end

    def look(id)
      inspected = @docker.inspect_containers([id]).first
      inspected && Found.new(inspected)
    end

    def warn_of_umask(found)
      return if !@tools.sockets.linked?(found) || @tools.sockets.open_to_others?(found)
      @tools.log.warn("#{found.name}: only its own user may connect to #{found.socket}; a proxy under another user needs umask 0")
    end

    # Turns what goes wrong into a DeployFailed with the container's last words.
    def attempt(name, step = nil)
      yield
    rescue Prober::NotReady => e
      fail_with(name, e.found.name, e.found.id, e.message)
    rescue CommandFailed => e
      move = step && move(step)
      fail_with(name, move && move.new_name, move && move.new_id, e.message)
    end

    def fail_with(name, container, id, reason)
      raise DeployFailed.new(name, :container => container, :reason => reason, :log_lines => id ? last_lines(id) : [])
    end

    def last_lines(id)
      at = @moves.index { |move| move.new_id == id }
      stack = @steps[at].container.masked(@moves[at].generation)
      # an earlier generation has secrets of its own
      own = @moves[at].again && look(id) ? look(id).environment : {}
      [own, stack].reduce(@docker.logs(id, LINES)) { |lines, variables| Mask.new(variables).lines(lines) }
    end
  end
end
