module Cookgen
  # One app of the stack on this host: its containers in start order and what they share.
  class App
    attr_reader :slug, :data_volumes

    # `services`: name => fields and `volumes`: name => paths, both past validation.
    def initialize(slug, services, volumes, runtime)
      @slug = slug
      @services = services
      @runtime = runtime
      @data_volumes = volumes.map { |name, paths| DataVolume.new(slug, name, paths) }
    end

    # Every instance that this host's layers run, cron ones too, in start order.
    def containers
      @containers ||= all_containers.select { |container| here?(container) }
    end

    # Every instance there is, wherever it runs.
    def all_containers
      @all_containers ||= @services.flat_map do |service, fields|
        Array.new(Value.count(fields['containers']) || 1) { |index| Container.new(self, service, index, fields) }
      end
    end

    def service?(name)
      @services.key?(name)
    end

    # What the stack itself says: the chain of env_from, then the service's own files, then its own env. The block fills the
    # holes of a text of the stack; what was found on the host is no template.
    def own_environment(service, &fill)
      fields = @services.fetch(service)
      base = fields['env_from'] ? own_environment(fields['env_from'].to_s, &fill) : {}
      base = Dotenv.paths(fields['env_file']).reduce(base) { |all, (path, _)| all.merge(env_file(path).first) }
      (fields['env'] || {}).each_with_object(base) do |(name, value), all|
        all[name] = Secrets.reference?(value) ? secrets.text(value[Secrets::KEY]) : yield(Value.text(value))
      end
    end

    # [name => text, nil] of a file on this host, read once: what is compared is what is used; [{}, reason] where that failed.
    def env_file(path)
      @env_files ||= {}
      @env_files[path] ||= [Dotenv.read(path), nil]
    rescue Error => e
      @env_files[path] = [{}, e.message]
    end

    # The fields of a service and of those whose variables it starts from.
    def chain(service, known = [])
      return [] if known.include?(service) || !service?(service)
      fields = @services.fetch(service)
      [[service, fields]] + chain(fields['env_from'].to_s, known + [service])
    end

    def secrets
      @runtime.secrets
    end

    # What the runtime says for the whole app.
    def base_environment
      @runtime.environment(slug)
    end

    def database
      @runtime.database(slug)
    end

    # Values of the holes that are the same for all containers, and 'hostname'.
    def facts
      @facts ||= {
        'hostname' => @runtime.hostname,
        'opsworks' => opsworks,
        'public_ip' => @runtime.public_ip,
      }
    end

    def log_opts
      @runtime.log_opts
    end

    def inspect
      "#<#{self.class} #{slug}>"
    end

    private

    # "Prod Stack" on docker1: prod-stack-docker1. Fit for a host name.
    def opsworks
      words = [@runtime.stack_name, @runtime.hostname].compact.join('-')
      words.downcase.gsub(/[^a-z0-9.-]+/, '-').gsub(/-+/, '-').gsub(/\A-|-\z/, '')
    end

    def here?(container)
      mine = @runtime.layers
      mine.nil? || !(mine & container.layers).empty?
    end
  end
end
