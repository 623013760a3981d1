require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_shutdown 'host': stops all that cookgen runs here; the next deploy starts it again.
    class CookgenShutdown < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_shutdown

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_shutdown
        @provider = Chef::Provider::CookgenShutdown
        @action = :run
        @allowed_actions = [:nothing, :run]
      end
    end
  end

  class Provider
    class CookgenShutdown < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_shutdown if respond_to?(:provides)

      def action_run
        perform(Cookgen::Shutdown.new(tools, known_containers, options))
      end
    end
  end
end
