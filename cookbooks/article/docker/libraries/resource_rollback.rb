require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_rollback 'apps': takes apps back to a generation that earlier deploys kept.
    class CookgenRollback < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_rollback

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_rollback
        @provider = Chef::Provider::CookgenRollback
        @action = :run
        @allowed_actions = [:nothing, :run]
      end
    end
  end

  class Provider
    class CookgenRollback < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_rollback if respond_to?(:provides)

      def action_run
        notifier = Cookgen::Notifier.new(stack, tools, :who => who)
        said = stack.runtime.options('rollback')
        own = { :apps => apps(said), :generation => said['generation'], :notifier => notifier }
        perform(Cookgen::Rollback.new(stack, tools, options.merge(own)))
      end

      private

      # cookgen.rollback.apps names some of those of the recipe.
      def apps(said)
        said['apps'] ? Array(said['apps']).map { |name| Cookgen::Slug.of(name) } : new_resource.apps
      end
    end
  end
end
