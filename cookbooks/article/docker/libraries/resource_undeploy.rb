require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_undeploy 'apps': takes away what apps have on this host, except their data.
    class CookgenUndeploy < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_undeploy

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_undeploy
        @provider = Chef::Provider::CookgenUndeploy
        @action = :run
        @allowed_actions = [:nothing, :run]
      end
    end
  end

  class Provider
    class CookgenUndeploy < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_undeploy if respond_to?(:provides)

      def action_run
        perform(Cookgen::Undeploy.new(tools, apps, known_containers, options))
      end

      private

      # Those that the run means; cookgen.undeploy.apps names others, even such as have left the stack.
      def apps
        runtime = Cookgen.runtime(node)
        said = runtime.options('undeploy')['apps']
        return Array(said).map { |name| Cookgen::Slug.of(name) } if said
        new_resource.apps.select { |app| runtime.deploying?(app) }
      end
    end
  end
end
