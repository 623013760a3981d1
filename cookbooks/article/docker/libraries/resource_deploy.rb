require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_deploy 'apps': makes the containers of these apps what the stack says, with no request lost.
    class CookgenDeploy < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_deploy

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_deploy
        @provider = Chef::Provider::CookgenDeploy
        @action = :deploy
        @allowed_actions = [:nothing, :deploy]
      end
    end
  end

  class Provider
    class CookgenDeploy < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_deploy if respond_to?(:provides)

      def action_deploy
        notifier = Cookgen::Notifier.new(stack, tools, :who => who)
        own = { :apps => new_resource.apps, :notifier => notifier }
        perform(Cookgen::Deploy.new(stack, tools, options.merge(own)))
      end
    end
  end
end
