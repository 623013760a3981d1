require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_cleanup 'images': frees what images of ours take that nothing needs.
    class CookgenCleanup < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_cleanup

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_cleanup
        @provider = Chef::Provider::CookgenCleanup
        @action = :run
        @allowed_actions = [:nothing, :run]
      end
    end
  end

  class Provider
    class CookgenCleanup < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_cleanup if respond_to?(:provides)

      def action_run
        perform(Cookgen::Cleanup.new(stack, tools, options))
      end
    end
  end
end
