require 'json'
require_relative 'disk'

module Model
  class << self
    attr_accessor :world
  end

  # A container. `boot`: moments until it serves; `busy`: moments until its last request is answered once no more come.
  Box = Struct.new(:id, :name, :labels, :mounts, :image, :status, :restarts, :policy, :ports, :manual, :boot, :busy, :exit,
    :said) do
    def app
      labels['cookgen.app']
    end

    def instance
      [app, labels['cookgen.container'], labels['cookgen.index'].to_i]
    end

    def active?
      %w(running restarting).include?(status)
    end

    def host_path(path)
      source, target = mounts.find { |_, inside| path.start_with?("#{inside}/") }
      source && "/volumes/#{source}#{path[target.length..-1]}"
    end

    def bound
      socket = labels['cookgen.socket']
      socket && host_path(socket)
    end
  end

  # All that outlives a run: containers, images, files, and what was migrated. Time is a number of moments.
  class World
    BUSY = 2
    PARTS = [:boxes, :images, :ids, :migrated, :served, :runs].freeze

    attr_accessor(*PARTS, :observer, :behaviour, :published, :failing, :migration_fails)
    # As it was after the last action.
    attr_reader :disk, :answering_now

    def initialize(published, behaviour = {})
      @published = published
      @behaviour = behaviour
      @disk = Disk.new
      @boxes = []
      @images = {}
      @ids = 0
      @migrated = []
      @served = []
      @runs = 0
      @disk.mkdir_p('/var/lib')
    end

    def dump
      Marshal.dump(PARTS.map { |part| send(part) } + [@disk.entries])
    end

    def restore(dumped)
      *values, @disk.entries = Marshal.load(dumped) # rubocop:disable Security/MarshalLoad
      PARTS.zip(values) { |part, value| send("#{part}=", value) }
    end

    # One change of the world.
    def act(label)
      result = yield
      refresh
      observer.call(label) if observer
      result
    end

    def find(id)
      boxes.find { |box| box.id == id || box.name == id }
    end

    def ready?(box)
      well?(box) && box.boot.zero?
    end

    # Does it serve, or will it in a moment?
    def well?(box)
      box.status == 'running' && behaviour[box.image] != :mute
    end

    # The box that a link in a volume leads to, nil where it leads nowhere.
    def behind(path)
      return unless disk.entries[path].to_a.first == :link
      bound = disk.resolve(path)
      disk.entries[bound] && boxes.find { |box| box.bound == bound && box.active? }
    end

    # Names under which somebody answers now: links, and instances that have none.
    def answering
      named = links.select { |path| (box = behind(path)) && ready?(box) }
      rest = boxes.select { |box| box.app && box.bound.nil? && ready?(box) && !box.labels['cookgen.task'] }
      named + rest.map { |box| box.instance.join('/') }.uniq
    end

    # /proc/self/net/unix
    def connections
      busy = boxes.select { |box| box.busy > 0 && box.active? && box.bound }
      busy.map { |box| "0: 2 0 0 1 03 77 #{box.labels['cookgen.socket']}\n" }.join
    end

    # One moment: who boots comes up, who is no longer reached finishes.
    def pass
      boxes.select { |box| box.status == 'running' && box.boot > 0 }.each do |box|
        box.boot -= 1
        bind(box) if box.boot.zero?
      end
      boxes.each { |box| box.busy -= 1 if box.busy > 0 }
    end

    # What was ready a moment ago and does not last.
    def flicker
      gone = boxes.select { |box| behaviour[box.image] == :fleeting && ready?(box) }
      act('it dies') { gone.each { |box| crash(box) } } unless gone.empty?
    end

    # The machine comes back: the engine starts what it has to.
    def reboot
      boxes.each do |box|
        box.busy = 0
        next if box.status == 'created'
        box.exit = 137 if box.active?
        returns = box.policy == 'always' || (box.policy == 'unless-stopped' && !box.manual)
        returns ? run(box) : box.status = 'exited'
      end
      boxes.reject! { |box| box.labels['--rm'] }
      @served = []
      refresh
    end

    def run(box)
      box.status = 'running'
      box.manual = false
      box.boot = 1
      crash(box) if behaviour[box.image] == :crash
    end

    def add(name, fields = {})
      @ids += 1
      defaults = { :labels => {}, :mounts => [], :policy => 'no', :ports => [], :image => 'sha256:foreign' }
      values = defaults.merge(fields)
      box = Box.new(
        format('c%07d', @ids), name, values[:labels], values[:mounts], values[:image], 'created', 0, values[:policy],
        values[:ports], false, 0, 0, 0, said(values[:labels])
      )
      boxes << box
      box
    end

    private

    # Labels as Canon wants them.
    def said(labels)
      labels.reject { |name, _| name =~ /readiness|socket/ }.inspect.gsub('"cookgen.generation"', '"generation"')
    end

    # Paths of what leads somewhere, what is being made left out.
    def links
      disk.entries.keys.select { |path| disk.entries[path].first == :link && !::File.basename(path).start_with?('.') }
    end

    def refresh
      reached = links.map { |path| behind(path) }.compact.uniq
      reached.each { |box| box.busy = BUSY if ready?(box) }
      @answering_now = answering
      @served |= @answering_now
    end

    def crash(box)
      restarts = %w(always unless-stopped).include?(box.policy)
      box.status = restarts ? 'restarting' : 'exited'
      box.exit = 1
      box.restarts += 1 if restarts
    end

    def bind(box)
      return if box.bound.nil? || behaviour[box.image] == :mute
      disk.mkdir_p(::File.dirname(box.bound))
      disk.entries[box.bound] = [:file, '', 0o777]
    end
  end
end
