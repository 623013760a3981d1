require_relative 'cookgen_deploy_failed'

module Cookgen
  # Compares what is wanted with what is there. Values in, a Plan out.
  class Planner
    def self.plan(options)
      new(options).plan
    end

    # Options:
    #   :containers  Array of Container, all that this host is to have, in start order
    #   :images      image reference => image id, for all that may be started
    #   :world       World
    #   :states      app => State
    #   :manual      names of the manual containers or services that may be replaced
    #   :leader      does this host migrate?
    #   :unlinked    ids of running containers whose stable socket does not lead to them
    #   :memory      bytes that are free, nil where nobody knows
    #   :unconfigured  names of proxies of ours whose configuration is another one than the stack's
    def initialize(options)
      @wanted, @cron = options[:containers].partition { |container| container.mode != 'cron' }
      @images = options[:images]
      @world = options[:world]
      @states = options[:states]
      @manual = options.fetch(:manual, [])
      @leader = options.fetch(:leader, true)
      @unlinked = options.fetch(:unlinked, [])
      @unconfigured = options.fetch(:unconfigured, [])
      @memory = options[:memory]
    end

    # Raises DeployFailed where a name that is needed belongs to somebody else.
    def plan
      @steps = {}
      @wanted.each { |container| decide(container) }
      follow_ties
      steps = @wanted.map { |container| @steps[container.name] }.compact
      free_names(steps)
      removed = removals(steps.map(&:old).compact)
      Plan.new(migrations(steps) + steps + removed + configures + pins, ranks(steps), images, @memory)
    end

    private

    def decide(container)
      old = @world.current(container)
      if old.nil?
        begin_with(container)
      elsif settled?(container)
        keep(container, old)
      else
        compare(container, old)
      end
    end

    # Manual containers change only when they are named.
    def settled?(container)
      container.mode == 'manual' && (@manual & [container.name, container.service]).empty?
    end

    def compare(container, old)
      reason = difference(container, old)
      reason ? replace(container, old, reason) : keep(container, old)
    end

    # Why the container has to be made anew, nil where it has not.
    def difference(container, old)
      id = image_id(container)
      return 'its name was lost' unless old.name == container.name
      return if old.spec == container.fingerprint(id)
      old.image == id ? 'its settings changed' : 'its image changed'
    end

    def keep(container, old)
      if !old.active?
        add(:restart, container, :old => old, :reason => "it is stopped (exit status #{old.exit_code})")
      elsif @unlinked.include?(old.id)
        add(:link, container, :old => old, :reason => 'it leads elsewhere')
      end
    end

    # Something new may inherit the name or the ports of a container that the stack no longer has.
    def begin_with(container)
      old = surplus.find { |found| found.name == container.name }
      return replace(container, old, "#{container.service} takes its name over") if old
      old = surplus.find { |found| found.active? && !(found.host_ports & host_ports(container)).empty? }
      return replace(container, old, "#{container.name} takes its ports over") if old
      add(:start, container, {})
    end

    def replace(container, old, reason)
      why = container.stop_first if old.active?
      add(:replace, container, :old => old, :reason => reason, :stop_first => why)
    end

    def add(kind, container, fields)
      common = { :container => container, :image_id => image_id(container), :generation => generation(container.app) }
      @steps[container.name] = Step.new(kind, common.merge(fields))
    end

    # A link or a foreign volume ties a container to another one as it is now: it goes where that one goes.
    def follow_ties
      loop do
        tied = @wanted.find { |container| loose?(container) && !tied_to(container).empty? }
        return if tied.nil?
        old = @world.current(tied)
        replace(tied, old, "it is tied to #{tied_to(tied).first}")
      end
    end

    def loose?(container)
      step = @steps[container.name]
      (step.nil? || !step.new?) && !settled?(container)
    end

    # Names of the containers it is tied to that will be made anew.
    def tied_to(container)
      ties(container).select { |name| @steps[name] && @steps[name].new? }
    end

    def ties(container)
      container.links.map(&:first) + container.volumes_from
    end

    # What has to be stopped first comes after what need not; what is tied comes after what it is tied to.
    def ranks(steps)
      steps.each_with_object({}) { |step, known| rank(step, known, []) }
    end

    def rank(step, known, above)
      return known[step] if known.key?(step)
      own = step.kind == :replace && step.stop_first ? 1 : 0
      return own if above.include?(step)
      lower = tied_to(step.container).map { |name| rank(@steps[name], known, above + [step]) + 1 }
      known[step] = ([own] + lower).max
    end

    # Once per image and service, whatever the number of instances.
    def migrations(steps)
      return [] unless @leader
      due = steps.select { |step| step.new? && step.container.migration && !migrated?(step) }
      due.uniq { |step| [step.app, step.container.service] }.map do |step|
        Step.new(:migrate, :container => step.container, :image_id => step.image_id)
      end
    end

    def migrated?(step)
      state(step.app).migrated.include?(Migration.key(step.container, step.image_id))
    end

    # Containers of instances that nobody wants, `taken` ones left out.
    def removals(taken)
      gone = surplus.reject { |found| taken.include?(found) }.group_by(&:instance).values.map do |generations|
        newest = generations.max_by { |found| [found.active? ? 1 : 0, found.generation] }
        Step.new(:remove, :old => newest, :others => generations - [newest], :reason => 'the stack does not have it')
      end
      gone + strays(taken).map { |found| Step.new(:remove, :old => found, :reason => 'another generation took over') }
    end

    # Proxies of ours that run on, with another configuration.
    def configures
      changed = @wanted.select { |container| @unconfigured.include?(container.name) && @world.current(container) }
      changed.map { |container| Step.new(:configure, :container => container, :old => @world.current(container)) }
    end

    # Generations beside the current one that still run, or that came after it and were never finished.
    def strays(taken)
      @wanted.flat_map do |container|
        current = @world.current(container)
        others = @world.of(container) - [current] - taken
        others.select { |found| found.active? || (current && found.generation > current.generation) }
      end
    end

    def surplus
      @surplus ||= begin
        wanted = @wanted.map { |container| [container.app, container.service, container.index] }
        @world.containers.reject { |found| wanted.include?(found.instance) }
      end
    end

    # What cron runs is pinned by every good deploy.
    def pins
      changed = @cron.uniq { |container| [container.app, container.service] }.reject do |container|
        state(container.app).images[container.service] == image_id(container)
      end
      changed.map { |container| Step.new(:pin, :container => container, :image_id => image_id(container)) }
    end

    def images
      (@wanted + @cron).each_with_object({}) do |container, all|
        id = image_id(container)
        (all[container.app] ||= {})[container.service] ||= id if id
      end
    end

    # Raises DeployFailed where a container of somebody else has a name that will be needed.
    def free_names(steps)
      taken = steps.select(&:new?).flat_map do |step|
        [step.container.name, step.container.physical_name(step.generation)]
          .map { |name| [name, @world.taken(name)] }.select(&:last)
      end
      return if taken.empty?
      words = taken.map { |name, owner| "#{name} is the name of #{owner}" }.join('; ')
      raise DeployFailed.new('plan', :reason => "#{words}. Remove or rename it, then deploy again")
    end

    # What is not pulled has the id that its container has.
    def image_id(container)
      @images.fetch(container.image) do
        old = @world.current(container)
        old && old.image
      end
    end

    def host_ports(container)
      container.ports.select(&:fixed?).flat_map do |port|
        first, last = port.host.split('-').map(&:to_i)
        (first..(last || first)).to_a
      end
    end

    def generation(app)
      [@world.generation(app), state(app).generation].max + 1
    end

    def state(app)
      @states.fetch(app)
    end
  end
end
