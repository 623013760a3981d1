require 'fileutils'

class Chef
  class Resource
    # cookgen_registry 'quay.io': docker is logged in there with the credential of docker.registries.<host>.
    class CookgenRegistry < Chef::Resource
      provides :cookgen_registry

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_registry
        @provider = Chef::Provider::CookgenRegistry
        @action = :login
        @allowed_actions = [:nothing, :login]
        # Chef 11.10 has no such word
        sensitive true if respond_to?(:sensitive)
      end
    end
  end

  class Provider
    class CookgenRegistry < Chef::Provider
      provides :cookgen_registry if respond_to?(:provides)

      def whyrun_supported?
        true
      end

      def load_current_resource
        @current_resource = Chef::Resource::CookgenRegistry.new(new_resource.name)
        @registry = find
      end

      def action_login
        return Chef::Log.info("#{new_resource}: no username and password, no login") if @registry.nil? || @registry.blank?
        return if @registry.current?
        converge_by("log in to #{new_resource.name}") do
          FileUtils.mkdir_p(folder, :mode => 0700)
          @registry.login(Cookgen::Docker.new)
        end
      end

      private

      def find
        runtime = Cookgen.runtime(node)
        problems = Cookgen::StackSettings.problems(runtime)
        raise Cookgen::InvalidStack, problems unless problems.empty?
        Cookgen::Registry.all(runtime, folder).find { |one| one.host == new_resource.name }
      end

      def folder
        ::File.join(Cookgen.root, 'docker')
      end
    end
  end
end
