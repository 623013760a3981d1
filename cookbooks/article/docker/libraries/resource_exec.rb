require_relative 'resource_operating'

class Chef
  class Resource
    # cookgen_exec 'docker.exec': runs the command that docker.exec names, each time.
    class CookgenExec < Chef::Resource
      include Cookgen::Operable
      provides :cookgen_exec

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_exec
        @provider = Chef::Provider::CookgenExec
        @action = :run
        @allowed_actions = [:nothing, :run]
      end
    end
  end

  class Provider
    class CookgenExec < Chef::Provider
      include Cookgen::Operating
      provides :cookgen_exec if respond_to?(:provides)

      def action_run
        perform(Cookgen::Exec.new(tools, given, Cookgen::Progress.new(run_context.events)))
      end

      private

      def given
        docker = Cookgen::Value.plain(node['docker'])
        docker['exec'] if docker.is_a?(Hash)
      end
    end
  end
end
