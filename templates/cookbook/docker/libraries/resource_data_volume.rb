class Chef
  class Resource
    # cookgen_data_volume 'app/socks': one named Docker volume per path of deploy.<app>.data_volumes.<volume>.
    class CookgenDataVolume < Chef::Resource
      provides :cookgen_data_volume

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_data_volume
        @provider = Chef::Provider::CookgenDataVolume
        @action = :create
        @allowed_actions = [:nothing, :create]
        @app, @volume = name.split('/', 2)
      end

      def app(arg = nil)
        set_or_return(:app, arg, :kind_of => String)
      end

      def volume(arg = nil)
        set_or_return(:volume, arg, :kind_of => String)
      end
    end
  end

  class Provider
    class CookgenDataVolume < Chef::Provider
      provides :cookgen_data_volume if respond_to?(:provides)

      def whyrun_supported?
        true
      end

      def load_current_resource
        @current_resource = Chef::Resource::CookgenDataVolume.new(new_resource.name)
        @docker = Cookgen::Docker.new
      end

      def action_create
        return Chef::Log.info("#{new_resource}: the stack of this host has no such volume") if wanted.nil?
        wanted.create_argvs.each do |argv|
          next if @docker.volume_mountpoint(argv.last)
          converge_by("create volume #{argv.last}") { @docker.call!(argv) }
        end
      end

      private

      def wanted
        @wanted ||= begin
          app = Cookgen.stack(node, run_context).apps.find { |one| one.slug == new_resource.app }
          app && app.data_volumes.find { |one| one.name == new_resource.volume }
        end
      end
    end
  end
end
