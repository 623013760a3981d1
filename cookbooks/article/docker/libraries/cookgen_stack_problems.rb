module Cookgen
  # What is wrong between the parts of a stack whose parts are sound: names, references, ports, sockets, volumes.
  class StackProblems
    SOCKET_BYTES = 107

    def initialize(apps, runtime)
      @apps = apps
      @runtime = runtime
      @everything = apps.flat_map(&:all_containers)
      @here = apps.flat_map(&:containers)
    end

    # Array of 'path: reason'.
    def to_a
      [
        *names, *@apps.flat_map { |app| of_app(app) }, *@everything.flat_map { |container| of_container(container) },
        *missing, *ports, *sockets, *volume_names, *network_names, *manual
      ].uniq
    end

    private

    # Instance names are the host's, not the app's: `web` 10 and `web1` 0 are both web10.
    def names
      doubles(@everything, &:name).map do |name, containers|
        owners = containers.map { |container| path(container) }.uniq
        "#{owners.last}: its container #{name} has the name of one of #{owners.first}"
      end
    end

    def of_app(app)
      StackReferences.new(app, @apps).problems + variables(app)
    end

    def variables(app)
      FieldCheck.variables(app.base_environment).map { |place, reason| "deploy.#{app.slug}.environment#{place}: #{reason}" }
    end

    # Secrets and files that this host lacks. What other layers run is no matter of this host: it should not even have it.
    def missing
      @here.flat_map do |container|
        app = "deploy.#{container.app}"
        found = container.missing.map { |service, place, reason| "#{app}.containers.#{service}#{place}: #{reason}" }
        found + left(container.given).map { |place, reason| "#{app}#{place}: #{reason}" }
      end
    end

    # References that nothing was found for.
    def left(given)
      Secrets.places(given).map { |place, name| [place, @runtime.secrets.problem(name)] }.select(&:last)
    end

    def of_container(container)
      found = container.holes.map { |hole| hole_problem(hole) }.compact
      found << ['.database', 'is wanted, but the runtime delivers none for the app'] if container.database_missing?
      found << ['.update_config.order', container.order_problem] if container.order_problem
      found.concat(container.proxy_problems).concat(container.haproxy_problems)
      found.concat(double_targets(container)).concat(probe(container)).concat(socket(container))
      found.map { |place, reason| "#{path(container)}#{place}: #{reason}" }
    end

    def hole_problem(hole)
      return ['', "%{#{hole}} is not known; known: #{Interpolation::NAMES.join(', ')}"] unless Interpolation::NAMES.include?(hole)
      ['', '%{public_ip} has no value on this host; give cookgen.public_ip'] if hole == 'public_ip' && @runtime.public_ip.nil?
    end

    def double_targets(container)
      targets = container.mounts.map { |mount| mount[1] }.uniq
      found = doubles(container.mounts) { |mount| mount[1] }.map { |target, _| ['.volumes', "mount #{target} twice"] }
      taken = container.secret_files.map(&:target)
      again = taken.select { |target| targets.include?(target) || taken.count(target) > 1 }.uniq
      found + again.map { |target| ['.secrets', "mount #{target} twice"] }
    end

    def probe(container)
      ready = container.readiness
      blind = ready['kind'] == 'http' && ready['port'].nil? && ready['socket'].nil?
      blind ||= ready['kind'] == 'unix' && ready['socket'].nil?
      blind ? [['.readiness', 'needs a port or a socket: the container publishes none']] : []
    end

    def socket(container)
      return [['.socket', 'lies in no volume of the container, so that no proxy can reach it']] if container.stray_socket?
      longest = container.socket_path('9999').to_s.bytesize
      longest > SOCKET_BYTES ? [['.socket', "is #{longest} bytes long; a unix socket's path takes #{SOCKET_BYTES}"]] : []
    end

    def ports
      running.combination(2).flat_map do |one, other|
        clash = one.ports.product(other.ports).find { |mine, theirs| mine.clashes?(theirs) }
        next [] unless clash
        ["#{path(other)}.ports: host port #{clash.last.host} is taken by #{one.name}#{more(one, other)}"]
      end
    end

    # One socket in one shared place, bound by two.
    def sockets
      bound = running.select(&:socket_place)
      doubles(bound, &:socket_place).map do |_, containers|
        one, other = containers
        "#{path(other)}: #{one.name} and #{other.name} would bind one socket; put %{app_name} into its path#{more(one, other)}"
      end
    end

    def more(one, other)
      one.service == other.service && one.app == other.app ? ' (containers is more than 1)' : ''
    end

    def volume_names
      mounts = @apps.flat_map(&:data_volumes).flat_map { |volume| volume.mounts.map { |name, at| [volume, name, at] } }
      doubles(mounts.uniq { |volume, _, at| [volume.app, volume.name, at] }) { |_, name, _| name }.map do |name, same|
        volume, _, at = same.last
        "deploy.#{volume.app}.data_volumes.#{volume.name}: #{at} would share the volume #{name} with #{same.first.last}"
      end
    end

    def network_names
      networks = @everything.flat_map(&:networks).uniq { |network| [network.app, network.name] }
      doubles(networks, &:docker_name).map do |name, same|
        one, other = same
        "deploy.#{other.app}: its network #{other.name} would be #{name}, as #{one.name} of #{one.app}"
      end
    end

    def manual
      known = @everything.flat_map { |container| [container.service, container.name] }.uniq
      (@runtime.manual - known).map { |name| "manual: no container is called #{name}" }
    end

    def running
      @here.reject { |container| container.mode == 'cron' }
    end

    def path(container)
      "deploy.#{container.app}.containers.#{container.service}"
    end

    def doubles(items, &key)
      items.group_by(&key).select { |_, same| same.length > 1 }
    end
  end
end
