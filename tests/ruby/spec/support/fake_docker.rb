require 'fileutils'
require 'pathname'
require_relative 'fake_haproxy'

# Docker's world in memory: containers with names, labels, mounts and a will of their own, volumes as real folders. Every
# change goes through `tick`, where a spec can look on, let a command fail or let the run be killed.
class FakeDocker
  # kill -9: no rescue sees it, and whatever is still asked of this world afterwards dies too.
  class Killed < Exception # rubocop:disable Lint/InheritException
  end

  Box = Struct.new(:id, :name, :labels, :mounts, :image, :status, :restarts, :policy, :ports, :stopped_with, :address, :haproxy)

  attr_reader :boxes, :commands, :pulled
  attr_accessor :kill_at, :failing, :onlooker, :logs_text, :migration

  # `folder`: where volumes are.
  def initialize(folder)
    @folder = folder
    @boxes = []
    @commands = []
    @pulled = []
    @published = {}
    @images = {}
    @behaviour = {}
    @ids = 0
    @addresses = 0
    @logs_text = []
    @migration = Cookgen::Docker::Result.new(0, '', '')
  end

  # What a registry would answer to `pull`.
  def publish(reference, id, behaviour = nil)
    @published[reference] = id
    @behaviour[id] = behaviour
  end

  # Somebody else's container.
  def foreign(name)
    add(name, {}, [], 'sha256:foreign').tap { |box| box.status = 'running' }
  end

  def named(name)
    boxes.find { |box| box.name == name }
  end

  def up
    boxes.select { |box| box.status == 'running' }
  end

  # { 'app0' => 'sha256:1', ... } of what runs.
  def serving
    Hash[up.map { |box| [box.name, box.image] }]
  end

  def ready?(box)
    box.status == 'running' && @behaviour[box.image] != :mute
  end

  # The box that a stable socket leads to, nil where it leads nowhere.
  def behind(volume, stable)
    path = File.join(@folder, volume, stable)
    return unless File.symlink?(path)
    bound = File.expand_path(File.readlink(path), File.dirname(path))
    boxes.find { |box| box.labels['cookgen.socket'] && host_path(box, box.labels['cookgen.socket']) == bound }
  end

  # What a killed run leaves is found by the next one; what the dead one had in memory is gone.
  def revive
    @dead = false
    @kill_at = nil
    @failing = nil
  end

  # The machine came back: the engine starts what it has to.
  def reboot
    boxes.each do |box|
      returns = box.status == 'running' && box.policy != 'no' || box.policy == 'always'
      box.status = returns ? 'running' : 'exited' unless box.status == 'created'
      hang_up(box)
      box.address = "10.0.0.#{@addresses += 1}" if returns
      listen(box) if returns
    end
  end

  # One container ends and comes up again by itself.
  def reboot_of(name)
    hang_up(named(name))
    listen(named(name))
  end

  def tick(command)
    raise Killed, 'dead' if @dead
    commands << command
    onlooker.call if onlooker
    kill if kill_at == commands.length
    raise Cookgen::CommandFailed.new("docker #{command}", refusal) if failing && command =~ failing
  end

  # --- what Cookgen::Docker answers

  def call!(argv, _opts = {})
    tick(argv.join(' '))
    Cookgen::Docker::Result.new(0, '', '')
  end

  def pull(reference)
    tick("pull #{reference}")
    raise Cookgen::CommandFailed.new("docker pull #{reference}", refusal) unless @published[reference]
    @images[reference] = @published[reference]
    pulled << reference
  end

  def image_id(reference)
    @images[reference]
  end

  def list
    boxes.map { |box| [box.id, box.labels['cookgen.app'].to_s, box.name] }
  end

  def containers(app)
    boxes.select { |box| box.labels['cookgen.app'] == app }.map(&:id)
  end

  def running(label = nil)
    up.select { |box| label.nil? || box.labels.map { |pair| pair.join('=') }.include?(label) }.map(&:id)
  end

  def labelled(label)
    name, value = label.split('=', 2)
    boxes.select { |box| box.labels.key?(name) && (value.nil? || box.labels[name] == value) }.map(&:id)
  end

  def inspect_containers(names)
    boxes.select { |box| names.include?(box.id) || names.include?(box.name) }.map { |box| inspected(box) }
  end

  def create(argv, name, _env = {})
    tick("create #{name}")
    raise Cookgen::CommandFailed.new("docker create #{name}", refusal) if named(name)
    flags, image = parse(argv)
    labels = Hash[flags['--label'].map { |pair| pair.split('=', 2) }]
    box = add(name, labels, flags['--volume'].map { |mount| mount.sub(/:ro\z/, '').split(':', 2) }, image)
    box.policy = flags['--restart'].last.to_s
    box.ports = flags['--publish'].map { |port| port[/\A(\d+):/, 1] }.compact
    box.id
  end

  def start(id, _title = nil)
    tick("start #{label(id)}")
    box = find(id)
    clash = up.find { |other| !(other.ports & box.ports).empty? }
    raise Cookgen::CommandFailed.new("docker start #{box.name}", refusal('port is allocated')) if clash && clash != box
    box.status = @behaviour[box.image] == :crash ? 'exited' : 'running'
    box.stopped_with = nil
    bind(box)
    box.address = "10.0.0.#{@addresses += 1}"
    listen(box)
  end

  def stop(ids, grace)
    return if ids.empty?
    tick("stop #{ids.map { |id| label(id) }.join(' ')}")
    ids.map { |id| find(id) }.each do |box|
      box.status = 'exited'
      box.stopped_with = grace
      hang_up(box)
    end
  end

  def rename(id, name)
    tick("rename #{label(id)} #{name}")
    raise Cookgen::CommandFailed.new("docker rename #{name}", refusal('name is in use')) if named(name)
    find(id).name = name
  end

  def remove(ids, _opts = {})
    return if ids.empty?
    tick("rm #{ids.map { |id| label(id) }.join(' ')}")
    boxes.select { |box| ids.include?(box.id) }.each { |box| hang_up(box) }
    boxes.reject! { |box| ids.include?(box.id) }
  end

  def restart_policy(ids, policy)
    return if ids.empty?
    tick("update #{ids.map { |id| label(id) }.join(' ')}")
    ids.each { |id| find(id).policy = policy }
  end

  # `answers`: first word => Result, for what containers say.
  def exec(id, words, _timeout)
    tick("exec #{label(id)} #{words.join(' ')}")
    answers.fetch(words.first, Cookgen::Docker::Result.new(0, '', ''))
  end

  def answers
    @answers ||= {}
  end

  def run_once(argv, _opts = {})
    tick("run #{argv.last}")
    migration
  end

  def wait(_id, _timeout)
    nil
  end

  def logs(_id, count)
    logs_text.last(count)
  end

  private

  def kill
    @dead = true
    raise Killed, "killed at #{commands.last}"
  end

  def refusal(words = 'refused')
    Cookgen::Docker::Result.new(1, '', words)
  end

  def add(name, labels, mounts, image)
    @ids += 1
    boxes << Box.new("id#{@ids}", name, labels, mounts, image, 'created', 0, 'no', [])
    boxes.last
  end

  def find(id)
    boxes.find { |box| box.id == id || box.name == id }
  end

  def label(id)
    find(id) ? find(id).name : id
  end

  def bind(box)
    path = box.labels['cookgen.socket'] && host_path(box, box.labels['cookgen.socket'])
    return if path.nil?
    FileUtils.mkdir_p(File.dirname(path))
    FileUtils.touch(path)
    File.chmod(0777, path)
  end

  # A proxy that cookgen configures comes up with its configuration.
  def listen(box)
    folder = box.mounts.map { |source, inside| File.dirname(source) if inside == '/run/cookgen-haproxy' }.compact.first
    return if folder.nil? || box.status != 'running'
    box.haproxy = FakeHaproxy.new(folder) { |address| at(address) }
  end

  def hang_up(box)
    box.haproxy.stop if box.haproxy
    box.haproxy = nil
  end

  # Does anybody serve there?
  def at(address)
    box = up.find { |each| each.address == address.split(':').first }
    box && ready?(box)
  end

  def host_path(box, path)
    source, target = box.mounts.find { |_, inside| path.start_with?("#{inside}/") }
    source && File.join(@folder, source, path[target.length..-1])
  end

  # Words of `docker create`: flags with a value, and the image.
  def parse(argv)
    flags = Hash.new { |hash, flag| hash[flag] = [] }
    words = argv.drop(1)
    while words.first.start_with?('--')
      flag = words.shift
      flags[flag] << words.shift unless %w(--init --read-only).include?(flag)
    end
    [flags, words.first]
  end

  def inspected(box)
    {
      'Id' => box.id,
      'Name' => "/#{box.name}",
      'Image' => box.image,
      'RestartCount' => box.restarts,
      'State' => { 'Running' => box.status == 'running', 'Status' => box.status, 'ExitCode' => 1, 'Pid' => 0 },
      'Config' => { 'Labels' => box.labels },
      'NetworkSettings' => { 'IPAddress' => box.status == 'running' ? box.address : '', 'Networks' => { 'bridge' => {} } },
      'HostConfig' => {
        'RestartPolicy' => { 'Name' => box.policy },
        'PortBindings' => Hash[box.ports.map { |port| ["#{port}/tcp", [{ 'HostPort' => port }]] }],
      },
      'Mounts' => box.mounts.map do |source, target|
        { 'Name' => source, 'Source' => source.start_with?('/') ? source : File.join(@folder, source), 'Destination' => target }
      end,
    }
  end
end

# Knows from the fake world who serves; waits for nobody.
class FakeProber
  def initialize(docker)
    @docker = docker
  end

  def await(targets)
    alive(targets)
    targets.each do |target|
      box = box(target)
      raise Cookgen::Prober::NotReady.new(target.found, 'not ready after 60 s: connection refused') unless @docker.ready?(box)
      yield target, 2.4
    end
  end

  def alive(targets)
    dead = targets.find { |target| box(target).status != 'running' }
    raise Cookgen::Prober::NotReady.new(dead.found, 'it ended with exit status 1') if dead
  end

  def stable_problem(_target)
    @docker.failing && 'stable' =~ @docker.failing ? 'connection refused' : nil
  end

  private

  def box(target)
    @docker.boxes.find { |box| box.id == target.found.id }
  end
end

# Real links in real folders, each change a moment at which a run can be killed.
class FakeSockets < Cookgen::Sockets
  attr_accessor :open

  def initialize(docker)
    super(docker, '/nonexistent')
    @open = [0]
  end

  def witnesses(_containers)
    []
  end

  # Connections to be found, one number per look; the last one stays.
  def connections(found, _witnesses)
    @docker.tick("look #{found.name}")
    open.length > 1 ? open.shift : open.first
  end

  private

  def put(found, name, target)
    @docker.tick("link #{File.basename(name)} #{File.basename(target)}")
    super
  end

  def remove(path)
    @docker.tick("unlink #{File.basename(path)}") if File.symlink?(path) || File.exist?(path)
    super
  end
end

# Time that passes only when somebody sleeps.
class FakeClock < Cookgen::Clock
  def initialize
    @now = 100.0
  end

  attr_reader :now

  def sleep(seconds)
    @now += seconds
  end

  def stamp
    '2026-02-01T12:00:00Z'
  end
end

# Remembers what was said.
class FakeLog
  attr_reader :lines

  def initialize
    @lines = []
  end

  def info(line)
    @lines << line
  end

  def warn(line)
    @lines << "warning: #{line}"
  end
end
