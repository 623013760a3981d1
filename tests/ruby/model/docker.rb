require_relative 'world'

module Model
  # The docker command line over the model's world: words in, what docker would print out. A command that it does not know is an
  # error of the check, never one of the deploy.
  class Docker < Cookgen::Docker
    Unknown = Class.new(StandardError)
    # Flags without a value.
    SWITCHES = %w(--init --read-only --rm --privileged --no-healthcheck --tty --interactive).freeze

    private

    def world
      Model.world
    end

    def run(words, _opts)
      argv = words.drop(1)
      argv = argv.drop(2) if argv.first == '--config'
      verb = argv.first(2).join(' ')
      return refuse('refused') if world.failing && world.failing.call(argv)
      return send(verb.tr(' ', '_'), argv.drop(2)) if ['container inspect', 'image inspect', 'volume create'].include?(verb)
      return send("do_#{argv.first}", argv.drop(1)) if respond_to?("do_#{argv.first}", true)
      return done if ['network ls', 'volume ls', 'image ls'].include?(verb)
      raise Unknown, words.join(' ')
    end

    def done(out = '')
      Cookgen::Docker::Result.new(0, out, '')
    end

    def refuse(words, out = '')
      Cookgen::Docker::Result.new(1, out, words)
    end

    # --- what only looks

    def do_ps(words)
      flags, = parse(words, %w(--all --no-trunc --quiet))
      found = world.boxes.reverse
      found = found.select(&:active?) unless words.include?('--all')
      flags['--filter'].each { |filter| found = found.select { |box| fits?(box, filter) } }
      form = flags['--format'].last || '{{.ID}}'
      done(found.map { |box| row(form, box) + "\n" }.join)
    end

    def fits?(box, filter)
      kind, name, value = filter.split('=', 3)
      raise Unknown, filter unless kind == 'label'
      value ? box.labels[name] == value : box.labels.key?(name)
    end

    def row(form, box)
      form.gsub('{{.ID}}', box.id).gsub('{{.Names}}', box.name).gsub(/\{\{\.Label "([^"]+)"\}\}/) do
        box.labels[::Regexp.last_match(1)].to_s
      end
    end

    def container_inspect(names)
      found = names.map { |name| world.find(name) }
      out = JSON.generate(found.compact.map { |box| inspected(box) })
      found.all? ? done(out) : refuse('Error: No such container: x', out)
    end

    def image_inspect(words)
      id = world.images[words.last]
      id ? done("#{id}\n") : refuse('No such image')
    end

    def do_logs(_words)
      done("a line\n")
    end

    def inspected(box)
      {
        'Id' => box.id, 'Name' => "/#{box.name}", 'Image' => box.image, 'RestartCount' => box.restarts,
        'State' => {
          'Running' => box.active?, 'Restarting' => box.status == 'restarting', 'Status' => box.status, 'ExitCode' => box.exit,
          'Pid' => 0
        },
        'Config' => { 'Labels' => box.labels, 'Env' => [] },
        'HostConfig' => {
          'RestartPolicy' => { 'Name' => box.policy },
          'PortBindings' => Hash[box.ports.map { |port| ["#{port}/tcp", [{ 'HostPort' => port }]] }],
        },
        'NetworkSettings' => { 'IPAddress' => '172.17.0.2' },
        'Mounts' => box.mounts.map do |source, target|
          { 'Name' => source, 'Source' => "/volumes/#{source}", 'Destination' => target }
        end
      }
    end

    # --- what changes something; a command for several containers is one action for each

    def do_pull(words)
      id = world.published[words.last]
      return refuse('manifest unknown') unless id
      world.act("pull #{words.last}") { world.images[words.last] = id }
      done
    end

    def volume_create(words)
      path = "/volumes/#{words.last}"
      world.act("volume create #{words.last}") { world.disk.mkdir_p(path) } unless world.disk.entries[path]
      done
    end

    def do_create(words)
      flags, image = parse(words, SWITCHES)
      name = flags['--name'].last
      return refuse('name is in use') if world.find(name)
      fields = {
        :labels => Hash[flags['--label'].map { |pair| pair.split('=', 2) }],
        :mounts => flags['--volume'].map { |mount| mount.split(':')[0, 2] },
        :policy => flags['--restart'].last || 'no', :image => image,
        :ports => flags['--publish'].map { |port| port[/\A(\d+):/, 1] }.compact
      }
      done("#{world.act("create #{name}") { world.add(name, fields).id }}\n")
    end

    def do_start(words)
      box = world.find(words.last)
      return refuse('No such container') if box.nil?
      return done if box.active?
      clash = world.boxes.any? { |other| other.active? && !(other.ports & box.ports).empty? }
      return refuse('port is already allocated') if clash
      return refuse('exec format error') if world.behaviour[box.image] == :refuse
      world.act("start #{box.name}") { world.run(box) }
      done
    end

    def do_stop(words)
      each_box(words.drop(2)) do |box|
        world.act("stop #{box.name}") do
          box.status = 'exited'
          box.manual = true
          box.boot = 0
        end
      end
    end

    def do_rename(words)
      id, name = words
      return refuse('name is in use') if world.find(name)
      box = world.find(id)
      return refuse('No such container') if box.nil?
      world.act("rename #{box.name} #{name}") { box.name = name }
      done
    end

    def do_rm(words)
      each_box(words.reject { |word| word.start_with?('--') }) do |box|
        world.act("rm #{box.name}") { world.boxes.delete(box) }
      end
    end

    def do_update(words)
      each_box(words.drop(2)) { |box| world.act("update #{box.name}") { box.policy = words[1] } }
    end

    def do_exec(words)
      world.act("exec #{words.first}") { nil }
      done
    end

    # A task goes on when its client was killed, and ends by itself.
    def do_run(words)
      flags, image = parse(words, SWITCHES)
      labels = Hash[flags['--label'].map { |pair| pair.split('=', 2) }]
      labels['--rm'] = 'yes' if words.include?('--rm')
      box = world.act("run #{image}") do
        world.add(flags['--name'].last || "task#{world.ids}", :labels => labels, :image => image).tap do |one|
          one.status = 'running'
        end
      end
      finish(box)
    end

    def do_wait(words)
      each_box(words) { |box| finish(box) if box.active? }
    end

    def finish(box)
      failed = world.migration_fails
      world.act("task of #{box.image} ends") do
        kind = box.labels['cookgen.task'].to_s.split('/').last
        world.migrated << [box.labels['cookgen.task'], box.image] if kind == 'migration' && !failed
        box.status = 'exited'
        box.exit = failed ? 1 : 0
        world.boxes.delete(box) if box.labels['--rm']
      end
      failed ? refuse('no table') : done
    end

    def each_box(names, &block)
      found = names.map { |name| world.find(name) }
      found.compact.each(&block)
      found.all? ? done : refuse('Error: No such container: x')
    end

    # [flag => values, first other word]
    def parse(words, switches)
      flags = Hash.new { |hash, flag| hash[flag] = [] }
      words = words.dup
      while words.first.to_s.start_with?('-')
        flag, value = words.shift.split('=', 2)
        next if switches.include?(flag)
        flags[flag] << (value || words.shift)
      end
      [flags, words.first]
    end
  end

  # Knows from the world who serves; waiting is letting moments pass.
  class Prober < Cookgen::Prober
    PATIENCE = 3

    def await(targets)
      pending = targets.dup
      PATIENCE.times do
        alive(targets)
        pending.select { |target| serves?(target) }.each do |target|
          yield target, 1.0
          pending.delete(target)
        end
        break if pending.empty?
        @clock.sleep(1)
      end
      raise NotReady.new(pending.first.found, 'connection refused') unless pending.empty?
      Model.world.flicker
    end

    def stable_problem(target)
      path = Model.world.find(target.found.id).host_path(target.found.stable_socket)
      PATIENCE.times do
        behind = Model.world.behind(path)
        return nil if behind && behind.id == target.found.id && Model.world.ready?(behind)
        @clock.sleep(1)
      end
      'connection refused'
    end

    private

    def serves?(target)
      box = Model.world.find(target.found.id)
      box && Model.world.ready?(box)
    end
  end

  # Time that passes only when somebody sleeps.
  class Clock < Cookgen::Clock
    def initialize
      @now = 0.0
    end

    attr_reader :now

    def sleep(seconds)
      Model.world.act('time') { Model.world.pass }
      @now += seconds
    end

    def stamp
      '2026-02-01T12:00:00Z'
    end
  end

  # Nobody reads it.
  class Log
    def info(_line)
      nil
    end
    alias warn info
  end

  # From now on Cookgen lives in the model.
  def self.install
    [:File, :Dir, :FileUtils, :Process, :SecureRandom].each { |name| Cookgen.const_set(name, const_get(name)) }
  end

  # What a run acts through.
  def self.tools
    docker = Docker.new
    clock = Clock.new
    parts = { :docker => docker, :clock => clock, :sockets => Cookgen::Sockets.new(docker) }
    tools = Cookgen::Tools.new(Log.new, parts)
    tools.instance_variable_set(:@prober, Prober.new(tools))
    tools
  end
end
