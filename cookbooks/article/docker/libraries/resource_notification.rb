require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_notification 'rollbar': tells Rollbar of the last deploy of each app, unless it knows.
    class CookgenNotification < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_notification

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_notification
        @provider = Chef::Provider::CookgenNotification
        @action = :tell
        @allowed_actions = [:nothing, :tell]
      end
    end
  end

  class Provider
    class CookgenNotification < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_notification if respond_to?(:provides)

      def action_tell
        perform(Cookgen::LastDeploy.new(stack, tools, new_resource.apps, options))
      end
    end
  end
end
