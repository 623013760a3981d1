module Cookgen
  # The container as words of a docker command line.
  class Container
    # ['create', '--name', 'app0-g3', ..., image id, command...]
    # `env_args`: words from EnvFile. `names`: name => Docker's name today, for links and volumes_from of containers
    # whose name carries a generation.
    def create_argv(generation, image_id, env_args = [], names = {})
      instance = physical_name(generation)
      [
        'create', '--name', instance,
        *options('--label', pairs(labels(generation, image_id))),
        *flags(instance, names), *env_args,
        *entrypoint_flag(instance), image_id, *arguments(instance)
      ]
    end

    # ['run', '--rm', ...]: in everything as the container, but without restart, ports and health check, and with the image's
    # own entrypoint.
    def migration_argv(image_id, env_args = [], names = {})
      return unless migration
      ['run', '--rm', *task_flags('migration', names), *env_args, image_id, *migration['argv']]
    end

    # ['run', '--rm', ...] for a container that the host's cron starts.
    def run_argv(image_id, env_args = [], names = {})
      [
        'run', '--rm', *task_flags('cron', names), '--hostname', hostname(name), *env_args,
        *entrypoint_flag(name), image_id, *arguments(name)
      ]
    end

    # Words of `command` in that generation.
    def command(generation = nil)
      command_at(instance(generation))
    end

    # Words of `entrypoint` in that generation.
    def entrypoint(generation = nil)
      entrypoint_at(instance(generation))
    end

    # [[source, target, mode or nil], ...]: data volumes taken by name, then own volumes, which win where both have a target.
    def mounts(generation = nil)
      mounts_at(instance(generation))
    end

    # Physical names of containers whose volumes it takes.
    def volumes_from
      list('volumes_from') - @home.data_volumes.map(&:name)
    end

    # [[physical name, alias], ...]
    def links
      list('links').map do |link|
        target, other = fill(link, name).split(':', 2)
        [target, other || target]
      end
    end

    # Ports of the host that only one container can have.
    def host_ports
      ports.select(&:fixed?).flat_map do |port|
        first, last = port.host.split('-').map(&:to_i)
        (first..(last || first)).to_a
      end
    end

    # ContainerPort per entry of `ports`.
    def ports
      Array(@fields['ports']).map { |entry| ContainerPort.parse(entry.is_a?(String) ? fill(entry, name) : entry) }.compact
    end

    private

    # Everything but identity, variables and words: what the fingerprint is made of.
    def flags(instance, names = {})
      [
        '--hostname', hostname(instance), '--restart', restart,
        *options('--publish', ports.map(&:to_s)), *network_flags, *joins(instance, names),
        *switches(instance), *health_flags(instance), *options('--label', own_labels(instance)), *stopping
      ]
    end

    # A task is in the network, but nobody finds it there.
    def task_flags(kind, names)
      label = ['--label', "cookgen.task=#{app}/#{name}/#{kind}"]
      [*label, *options('--network', networks.first(1).map(&:docker_name)), *joins(name, names), *switches(name)]
    end

    # What a task shares with the container, beside its limits and rights.
    def joins(instance, names)
      links = self.links.map { |target, other| "#{names.fetch(target, target)}:#{other}" }
      [
        *logging,
        *options('--volume', mounts_at(instance).map { |mount| mount.compact.join(':') } + haproxy_mounts(instance)),
        *secret_files.flat_map(&:flags),
        *options('--volumes-from', volumes_from.map { |source| names.fetch(source, source) }),
        *options('--link', links),
      ]
    end

    def hostname(instance)
      return fill(@fields['hostname'].to_s, instance) unless Value.blank?(@fields['hostname'])
      full = "#{name}.#{@home.facts['hostname']}"
      # the kernel takes 64 bytes
      full.length > 63 ? name : full
    end

    def own_labels(instance)
      pairs(@fields['labels'] || {}).map { |pair| fill(pair, instance) }
    end

    def mounts_at(instance)
      own = Array(@fields['volumes']).map { |entry| ContainerMount.parse(entry) }.compact
      own = own.map { |mount| mount.map { |part| part && fill(part, instance) } }
      taken = @home.data_volumes.select { |volume| list('volumes_from').include?(volume.name) }
      shared = taken.flat_map(&:mounts).reject { |_, path| own.any? { |mount| mount[1] == path } }
      shared.map { |source, path| [source, path, nil] } + own
    end

    def words(instance)
      [entrypoint_at(instance), command_at(instance)]
    end

    def command_at(instance)
      return HaproxyConfig::COMMAND if @fields['haproxy'] && %w(command entrypoint).all? { |field| Value.blank?(@fields[field]) }
      command_words.map { |word| fill_own(word, instance) }
    end

    def entrypoint_at(instance)
      (Value.words(@fields['entrypoint']) || []).map { |word| fill_own(word, instance) }
    end

    # Docker takes one word as entrypoint; the others are the first of the command.
    def entrypoint_flag(instance)
      options('--entrypoint', entrypoint_at(instance).first(1))
    end

    def arguments(instance)
      entrypoint_at(instance).drop(1) + command_at(instance)
    end

    def options(flag, values)
      values.flat_map { |value| [flag, value] }
    end

    def pairs(hash)
      hash.map { |key, value| "#{key}=#{value}" }
    end
  end
end
