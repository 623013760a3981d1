require 'fileutils'
require_relative 'cookgen_deploy_failed'

module Cookgen
  # A whole deploy of some apps of a stack on this host: pull, look, plan, act.
  class Deploy
    # Stands for the id of an image that is not here.
    UNKNOWN = 'not pulled yet'.freeze

    # Options :apps (names, all of the stack's where not given), :lock_timeout (seconds), :who (for lock and history), :notifier.
    def initialize(stack, tools, options = {})
      @stack = stack
      @tools = tools
      @apps = chosen(options[:apps])
      @who = options.fetch(:who, 'a deploy')
      @turn = Turn.new(tools, :who => @who, :lock_timeout => options.fetch(:lock_timeout, 600))
      @notifier = options.fetch(:notifier, Notifier::NONE)
    end

    # Yields each piece of work as its lines and a Proc that does it; what is not yielded changes nothing that serves.
    # Raises DeployFailed, or Error where somebody else deploys.
    def run(&report)
      @turn.take(report) do
        plan = @notifier.unless_failed('deploy', @apps.map(&:slug)) { prepared }
        executor = Executor.new(@tools, states, :who => @who)
        yield plan.lines, -> { @notifier.around('deploy', plan) { executor.run(plan) } } unless plan.empty?
        executor.remember(plan)
        premises.tidy.each { |line| @tools.log.info(line) }
      end
    end

    # The lines that run would yield, as far as they can be known without pulling or changing anything.
    def forecast
      images = Hash[references.map { |reference| [reference, @tools.docker.image_id(reference) || UNKNOWN] }]
      @turn.unfinished + premises.lines + plan(images).lines
    end

    private

    def chosen(names)
      apps = names ? names.map { |name| @stack.app(name) } : @stack.apps
      apps.select { |app| @stack.runtime.deploying?(app.slug) }
    end

    def prepared
      prepare
      plan(pull)
    end

    def premises
      Premises.new(@tools.docker, @apps)
    end

    # Logins and volumes as the other recipes make them, for those who overrode something since; networks and secret files.
    def prepare
      folder = File.join(Cookgen.root, 'docker')
      Registry.all(@stack.runtime, folder).reject(&:blank?).each do |registry|
        FileUtils.mkdir_p(folder, :mode => 0700)
        @tools.log.info("logged in to #{registry.host}") if registry.login(@tools.docker)
      end
      @apps.flat_map(&:data_volumes).flat_map(&:create_argvs).each { |argv| @tools.docker.call!(argv) }
      premises.prepare
    rescue CommandFailed => e
      raise DeployFailed.new('preparation', :reason => e.message)
    end

    # Reference => image id. All of them, before anything is touched.
    def pull
      Hash[references.map { |reference| [reference, at_hand(reference) || pulled(reference)] }]
    rescue CommandFailed => e
      raise DeployFailed.new('pull', :reason => e.message)
    end

    # The id of an image that needs no asking at a registry: a digest always means the same image, and some are not to be asked
    # for. nil where it does.
    def at_hand(reference)
      policy = pull_policy(reference)
      return if policy == 'always' && !reference.include?('@')
      id = @tools.docker.image_id(reference)
      return id unless id.nil? && policy == 'never'
      raise DeployFailed.new('pull', :reason => "#{reference} is not on this host, and its pull_policy is never")
    end

    # Several containers may name one image: the most eager one decides.
    def pull_policy(reference)
      said = containers.select { |container| container.image == reference }.map(&:pull_policy)
      Container::PULLS.find { |policy| said.include?(policy) }
    end

    # Only what is new is worth a word.
    def pulled(reference)
      before = @tools.docker.image_id(reference)
      started = @tools.clock.now
      @tools.docker.pull(reference)
      after = @tools.docker.image_id(reference)
      @tools.log.info("pulled #{reference} after #{(@tools.clock.now - started).round(1)} s") unless before == after
      after
    end

    # What a manual container that stays was made from is nobody's business.
    def references
      world = observe
      needed = containers.reject { |container| settled?(container, world) }
      needed.map(&:image).uniq
    end

    def settled?(container, world)
      return false unless container.mode == 'manual' && (manual & [container.name, container.service]).empty?
      !world.current(container).nil?
    end

    def plan(images)
      world = observe
      Planner.plan(
        :containers => containers,
        :images => images,
        :world => world,
        :states => states,
        :manual => manual,
        :leader => @stack.runtime.leader?,
        :unlinked => unlinked(world),
        :unconfigured => unconfigured(world),
        :memory => Memory.available,
      )
    end

    def observe
      World.observe(@tools.docker, @apps.map(&:slug))
    end

    def unlinked(world)
      linked = world.containers.select { |found| found.active? && @tools.sockets.linked?(found) }
      slotted = world.containers.select { |found| found.running? && @tools.balancers.behind?(found) && current?(found) }
      astray = linked.reject { |found| @tools.sockets.leads_to?(found) }
      (astray + slotted.reject { |found| @tools.balancers.leads_to?(found) }).map(&:id)
    end

    # An instance's one container that works under its name.
    def current?(found)
      found.name == found.member
    end

    # Names of proxies of ours that run with another configuration.
    def unconfigured(world)
      fronts = containers.select(&:haproxy_config)
      changed = fronts.select do |container|
        found = world.current(container)
        found && found.running? && found.haproxy_folder && !@tools.balancers.configured?(found, container.haproxy_config)
      end
      changed.map(&:name)
    end

    def states
      @states ||= Hash[@apps.map { |app| [app.slug, State.load(app.slug)] }]
    end

    def containers
      @apps.flat_map(&:containers)
    end

    def manual
      @stack.runtime.manual
    end
  end
end
