class Chef
  class Resource
    # cookgen_engine 'docker': waits until the engine answers and says what an operator should know. Changes nothing.
    class CookgenEngine < Chef::Resource
      provides :cookgen_engine

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_engine
        @provider = Chef::Provider::CookgenEngine
        @action = :check
        @allowed_actions = [:nothing, :check]
      end
    end
  end

  class Provider
    class CookgenEngine < Chef::Provider
      provides :cookgen_engine if respond_to?(:provides)

      def whyrun_supported?
        true
      end

      def load_current_resource
        @current_resource = Chef::Resource::CookgenEngine.new(new_resource.name)
      end

      def action_check
        engine = Cookgen::PlatformEngine.new(Cookgen::Docker.new)
        return Chef::Log.info("#{new_resource}: not asked in why-run") if Chef::Config[:why_run]
        raise Cookgen::Error, 'Docker does not answer; see its service log' unless engine.answers?
        engine.warnings.each { |sentence| Chef::Log.warn("#{new_resource}: #{sentence}") }
      end
    end
  end
end
