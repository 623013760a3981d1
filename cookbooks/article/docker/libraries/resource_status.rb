require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_status 'host': prints what runs here, what is kept and how it came about. Changes nothing.
    class CookgenStatus < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_status

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_status
        @provider = Chef::Provider::CookgenStatus
        @action = :show
        @allowed_actions = [:nothing, :show]
      end
    end
  end

  class Provider
    class CookgenStatus < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_status if respond_to?(:provides)

      def action_show
        log = Cookgen::Progress.new(run_context.events)
        Cookgen::Status.new(Cookgen::Docker.new).lines.each { |line| log.info(line) }
      end
    end
  end
end
