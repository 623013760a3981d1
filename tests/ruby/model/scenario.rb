require_relative 'docker'

module Model
  # What is done to a host, and what must come of it.
  #
  #   before     operations that make the world in which it begins
  #   act        the operation that is killed again and again
  #   serving    name => image id: what works afterwards; names are physical ones
  #   links      stable socket => name of the container behind it
  #   kept       name => how many stopped generations stay (nil: anything up to 2)
  #   fails      the operation says no
  #   repair     a further operation, and what serves then; for those that fail
  #   guard      names (Array of Regexp) that have to answer at every instant once they did
  #   in_place   names of containers that have to stop first: they are missed meanwhile
  Scenario = Struct.new(
    :name, :before, :act, :serving, :links, :kept, :fails, :repair, :guard, :in_place, :published, :behaviour, :reboot, :history,
    :faults, :event, :migration_fails, :after
  ) do
    def initialize(fields)
      super(*self.class.members.map { |member| fields[member] })
    end
  end

  # Stacks and what is done with them.
  module Ops
    module_function

    # `apps`: slug => service => fields.
    def stack(apps, settings = {})
      deploy = Hash[apps.map do |slug, containers|
        [slug, { 'data_volumes' => { 'socks' => ['/socks'] }, 'containers' => containers }]
      end]
      node = { 'hostname' => 'host1', 'deploy' => deploy }.merge(settings)
      Cookgen::Stack.new(Cookgen::Runtime.detect(node, ->(_) { [] }))
    end

    # Answers the lines of what was done.
    def deploy(apps, settings = {})
      stack = stack(apps, settings)
      -> { collect(Cookgen::Deploy.new(stack, Model.tools)) }
    end

    def rollback(apps, settings = {})
      stack = stack(apps, settings)
      -> { collect(Cookgen::Rollback.new(stack, Model.tools)) }
    end

    def rollback_to(apps, generation)
      stack = stack(apps)
      -> { collect(Cookgen::Rollback.new(stack, Model.tools, :generation => generation)) }
    end

    def undeploy(apps)
      stack = stack(apps)
      -> { collect(Cookgen::Undeploy.new(Model.tools, apps.keys, stack.apps.flat_map(&:containers))) }
    end

    def shutdown(apps)
      stack = stack(apps)
      -> { collect(Cookgen::Shutdown.new(Model.tools, stack.apps.flat_map(&:containers))) }
    end

    # Somebody stops a container by hand.
    def stop(name)
      -> { Model.world.act('stopped by hand') { by_hand(name) } && [] }
    end

    def by_hand(name)
      box = Model.world.find(name)
      box.status = 'exited'
      box.manual = true
      box.busy = 0
      Model.world.served = []
    end

    def reboot
      -> { Model.world.reboot && [] }
    end

    def collect(operation)
      lines = []
      operation.run do |plan, work|
        lines.concat(plan)
        work.call
      end
      lines
    end
  end
end
