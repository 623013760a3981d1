require 'set'
require_relative 'canon'
require_relative 'scenario'

module Model
  # What must never be, and the way there.
  class Violation < StandardError
    def initialize(scenario, what, trace)
      super("#{scenario.name}: #{what}\n  #{trace.join("\n  ")}")
    end
  end

  # Kills an operation after every action, what follows it after every action again, and so on, and looks at every world on
  # the way.
  #
  # A run that is killed changes nothing any more, so one undisturbed run shows every world in which a killed one may leave the
  # host: each is then where a further run begins. Worlds that no run can tell apart are looked at once.
  class Checker
    # From where to begin; `path`: how it came to be.
    Node = Struct.new(:world, :depth, :parent, :how, :key)

    attr_reader :states, :transitions, :pairs, :runs, :left_out, :deepest

    # `depth`: how many runs are killed, one after another; `limit`: runs at most.
    def initialize(scenario, depth, limit = nil)
      @scenario = scenario
      @depth = depth
      @limit = limit || Float::INFINITY
      @states = Set.new
      @transitions = 0
      @pairs = 0
      @runs = 0
      @left_out = 0
      @deepest = 0
      @lengths = {}
      @first = []
      @settled = Set.new
    end

    # Raises Violation.
    def check
      Cookgen.root = Canon::ROOT
      queue = [start]
      until queue.empty?
        node = queue.shift
        if @runs >= @limit && node.depth > 1
          @left_out += 1
          next
        end
        explore(node, queue)
      end
      # each of the first run's actions with each of the run that follows
      @pairs = @first.map { |one| @lengths.fetch(one, 0) }.inject(0, :+)
      self
    end

    private

    def world
      Model.world
    end

    def start
      Model.world = World.new(@scenario.published, @scenario.behaviour || {})
      world.add('other0', :policy => 'always').status = 'running'
      @scenario.before.each { |operation| begin_run && operation.call }
      @scenario.event.call if @scenario.event
      world.served = world.answering
      world.migration_fails = @scenario.migration_fails
      @states << key
      Node.new(world.dump, 0, nil, 'at first')
    end

    def begin_run
      world.runs += 1
    end

    def key
      Canon.key(world, @scenario.history)
    end

    def explore(node, queue)
      @runs += 1
      @deepest = [@deepest, node.depth].max
      actions = operate(node, @scenario.act, :fails => @scenario.fails) { |steps| found(node, steps, queue) }
      @lengths[node.key] = actions.length
      final(node, actions)
      faults(node, actions, queue) if @scenario.faults && node.depth.zero?
    end

    # Runs an operation in a node's world, yielding after each action. Answers the labels of the actions.
    def operate(node, operation, about = {})
      world.restore(node.world)
      begin_run
      note_busy
      steps = []
      world.observer = lambda do |label|
        @transitions += 1
        steps << label
        instant(node, steps)
        yield steps if block_given?
      end
      outcome = outcome(operation)
      world.observer = nil
      said = outcome == :ok ? 'did not fail' : outcome
      violated("it #{said}", node, steps) unless (outcome == :ok) == !about[:fails]
      steps
    ensure
      world.observer = nil
    end

    def outcome(operation)
      @lines = operation.call
      :ok
    rescue Cookgen::DeployFailed => e
      "failed: #{e.message.tr("\n", ' ')}"
    rescue Cookgen::Error => e
      "raised: #{e.message.tr("\n", ' ')}"
    end

    # A world in which the run may have been killed.
    def found(node, steps, queue)
      return if node.depth >= @depth
      add(node, steps, queue, 'killed')
      return unless @scenario.reboot
      here = world
      Model.world = World.new(here.published, here.behaviour)
      world.restore(here.dump)
      world.reboot
      add(node, steps, queue, 'killed, then a reboot')
      Model.world = here
    end

    def add(node, steps, queue, how)
      now = key
      @first << now if node.depth.zero?
      return unless @states.add?(now)
      queue << Node.new(world.dump, node.depth + 1, node, [steps.dup, how], now)
    end

    # Each command fails once, in a world where nothing was killed; what is done then may be killed, too.
    def faults(node, actions, queue)
      (0..actions.length * 2).each do |at|
        number = -1
        hit = nil
        world.failing = lambda do |argv|
          next false if %w(ps container image logs volume network).include?(argv.first)
          hit = argv.join(' ') if (number += 1) == at
          number == at
        end
        root = Node.new(node.world, 0, nil, "command #{at} fails")
        disturbed(root, queue)
        world.failing = nil
        break if hit.nil?
        add(root, ["#{hit} fails"], queue, 'and so the run')
      end
    end

    def disturbed(root, queue)
      @runs += 1
      world.restore(root.world)
      begin_run
      note_busy
      steps = []
      world.observer = lambda do |label|
        @transitions += 1
        steps << label
        instant(root, steps)
        failing = world.failing
        world.failing = nil
        add(root, steps, queue, 'killed')
        world.failing = failing
      end
      outcome(@scenario.act)
    ensure
      world.observer = nil
    end

    # --- what holds at every instant

    def instant(node, steps)
      missing = world.served.select { |name| guarded?(name) } - world.answering_now
      violated("nobody answers as #{missing.join(', ')}", node, steps) unless missing.empty?
      other = world.find('other0')
      violated('a container of somebody else was touched', node, steps) unless other && other.status == 'running'
      migrations(node, steps)
      cut(node, steps)
      note_busy
    end

    # Who has requests to answer.
    def note_busy
      @busy = world.boxes.select { |box| world.ready?(box) && box.busy > 0 }.map(&:name)
    end

    # Once per image, and what has a migration begins after it.
    def migrations(node, steps)
      violated("migrated twice: #{world.migrated.inspect}", node, steps) if world.migrated.uniq.length < world.migrated.length
      early = world.boxes.find { |box| box.labels['cookgen.container'] == 'app' && box.active? && !migrated?(box.image) }
      violated("#{early.name} runs without its migration", node, steps) if early
    end

    def migrated?(image)
      world.migrated.any? { |_, id| id == image }
    end

    # Nobody is stopped who still has requests to answer.
    def cut(node, steps)
      verb, name = steps.last.split(' ', 2)
      return unless %w(stop rm).include?(verb) && @busy.include?(name) && !allowed_to_stop?(name)
      violated("#{name} had requests to answer and was #{verb == 'rm' ? 'removed' : 'stopped'}", node, steps)
    end

    def allowed_to_stop?(name)
      (@scenario.in_place || []).any? { |one| name.start_with?(one) }
    end

    def guarded?(name)
      @scenario.guard.any? { |pattern| name =~ pattern }
    end

    # --- what holds after a run that was left alone

    def final(node, actions)
      4.times { world.act('time') { world.pass } }
      return unless @settled.add?(key)
      problems = Problems.new(world, @scenario, @scenario.serving).list
      violated(problems.join('; '), node, actions + ['(end)']) unless problems.empty?
      node_end = world.dump
      again(node, actions) unless @scenario.fails
      world.restore(node_end)
      repaired(node, actions)
    end

    # A further run changes nothing.
    def again(node, actions)
      here = Node.new(world.dump, node.depth, node, [actions + ['(end)'], 'run again'])
      before = key
      operation = @scenario.after || @scenario.act
      operate(here, operation)
      return if before == key && @lines.empty?
      violated("a further run had something to do: #{@lines.inspect}", here, [])
    end

    def repaired(node, actions)
      return if @scenario.repair.nil?
      operation, serving = @scenario.repair
      here = Node.new(world.dump, node.depth, node, [actions + ['(end)'], 'mended'])
      failing = world.migration_fails
      world.migration_fails = false
      steps = operate(here, operation)
      problems = Problems.new(world, @scenario, serving).list
      violated(problems.join('; '), here, steps + ['(end)']) unless problems.empty?
    ensure
      world.migration_fails = failing
    end

    def violated(what, node, steps)
      raise Violation.new(@scenario, what, way(node) + ["then #{short(steps)}"])
    end

    # What goes on in files is left out where it is plain.
    def short(steps)
      plain = /\A(open|write|truncate|mkdir|unlink env|ln |mv state)/
      (steps[0..-2].reject { |step| step =~ plain } + steps.last(1)).join(', ')
    end

    def way(node)
      return [] if node.nil?
      way(node.parent) + [node.how.is_a?(String) ? node.how : "#{short(node.how[0])} -> #{node.how[1]}"]
    end
  end

  # What is not as it should be when nothing is under way.
  class Problems
    def initialize(world, scenario, serving)
      @world = world
      @scenario = scenario
      @serving = serving
    end

    def list
      serving + links + orphans + files + kept
    end

    private

    def own
      @world.boxes.select { |box| box.labels.keys.any? { |name| name.start_with?('cookgen.') } }
    end

    def serving
      now = Hash[own.select(&:active?).map { |box| [box.name, @world.well?(box) ? box.image : "#{box.image} (#{box.status})"] }]
      now == @serving ? [] : ["serves #{now.sort.to_h}, wanted #{@serving.sort.to_h}"]
    end

    def links
      wrong = (@scenario.links || {}).reject do |path, name|
        box = @world.behind("/volumes/#{path}")
        box && box.name == name
      end
      wrong.map { |path, name| "#{path} does not lead to #{name}" }
    end

    # Nothing but what works and what is kept; what is kept is stopped and stays so.
    def orphans
      rest = own.reject { |box| @serving.key?(box.name) }
      bad = rest.reject { |box| box.status == 'exited' && box.name =~ /-g\d+\z/ && box.policy != 'always' && known?(box) }
      bad.map { |box| "#{box.name} is left over (#{box.status}, #{box.policy})" }
    end

    def known?(box)
      @serving.key?("#{box.labels['cookgen.container']}#{box.labels['cookgen.index']}")
    end

    def kept
      counts = Hash.new(0)
      own.each { |box| counts["#{box.labels['cookgen.container']}#{box.labels['cookgen.index']}"] += 1 if box.name =~ /-g\d+\z/ }
      wanted = @scenario.kept || {}
      wrong = wanted.reject { |name, number| counts[name] == number }
      wrong.map { |name, number| "of #{name} #{counts[name]} are kept, wanted #{number}" } +
        counts.select { |_, number| number > 2 }.map { |name, number| "of #{name} #{number} are kept" }
    end

    def dead(volume)
      volume.select { |path, entry| entry.first == :link && !@world.behind(path) }.keys
    end

    # Neither temporary files nor journals, no socket without a server, no link that leads nowhere.
    def files
      entries = @world.disk.entries
      odd = entries.keys.select { |path| path =~ /\.tmp\z|journal\.json|env-|\.cookgen\z/ }
      volume = entries.select { |path, entry| path.start_with?('/volumes/') && entry.first != :dir }
      bound = own.select(&:active?).map(&:bound)
      stale = volume.select { |path, entry| entry.first == :file && !bound.include?(path) }.keys
      (odd + dead(volume) + stale).uniq.map { |path| "#{path} is left over" }
    end
  end
end
