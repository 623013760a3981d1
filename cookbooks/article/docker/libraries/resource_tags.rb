require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_tags 'aws-tag.tags': tags the EC2 instance that this is.
    class CookgenTags < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_tags

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_tags
        @provider = Chef::Provider::CookgenTags
        @action = :set
        @allowed_actions = [:nothing, :set]
      end
    end
  end

  class Provider
    class CookgenTags < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_tags if respond_to?(:provides)

      def action_set
        perform(Cookgen::InstanceTags.new(tools, given))
      end

      private

      def given
        tags = Cookgen::Value.plain(node['aws-tag'])
        tags['tags'] if tags.is_a?(Hash)
      end
    end
  end
end
