class Chef
  class Resource
    # cookgen_cron 'app': the host's cron runs the app's cron containers, and none that are gone.
    class CookgenCron < Chef::Resource
      provides :cookgen_cron

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_cron
        @provider = Chef::Provider::CookgenCron
        @action = :install
        @allowed_actions = [:nothing, :install]
        @app = name
      end

      def app(arg = nil)
        set_or_return(:app, arg, :kind_of => String)
      end
    end
  end

  class Provider
    class CookgenCron < Chef::Provider
      provides :cookgen_cron if respond_to?(:provides)

      def whyrun_supported?
        true
      end

      def load_current_resource
        @current_resource = Chef::Resource::CookgenCron.new(new_resource.name)
        @docker = Cookgen::Docker.new
      end

      def action_install
        premises = Cookgen::Premises.new(@docker, apps)
        lines = premises.lines
        converge_by(lines) { premises.prepare } unless lines.empty?
        cron = Cookgen::Cron.new(new_resource.app, containers) { |container| image_id(container) }
        cron.files.each do |path, (mode, content)|
          next if Cookgen::Cron.current?(path, mode, content)
          converge_by("write #{path}") { Cookgen::Cron.write(path, mode, content) }
        end
        remove(cron.stale)
        gone.each { |app| remove(Cookgen::Cron.new(app, []).stale) }
      end

      private

      def remove(paths)
        paths.each do |path|
          converge_by("remove #{path}") { ::File.unlink(path) }
        end
      end

      def containers
        apps.flat_map(&:containers).select { |container| container.mode == 'cron' }
      end

      # The app, unless it left the stack.
      def apps
        stack.apps.select { |one| one.slug == new_resource.app }
      end

      # Apps that had a crontab and left the stack: no resource of theirs is there to remove it.
      def gone
        Cookgen::Cron.apps - stack.apps.map(&:slug) - [new_resource.app]
      end

      def stack
        @stack ||= Cookgen.stack(node, run_context)
      end

      # Of the last good deploy; a tag may have moved since.
      def image_id(container)
        found = Cookgen::State.load(new_resource.app).images[container.service] || @docker.image_id(container.image)
        return found if found
        # in why-run the deploy of the same run has not pulled it
        return container.image if whyrun_mode?
        raise Cookgen::Error, "#{new_resource.app} #{container.name}: #{container.image} is not on this host; deploy first"
      end

      def whyrun_mode?
        Chef::Config[:why_run] ? true : false
      end
    end
  end
end
