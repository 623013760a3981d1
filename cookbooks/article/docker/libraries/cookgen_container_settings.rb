require 'shellwords'

module Cookgen
  # Rights, limits, logs and health of the container, as words of a docker command line.
  class Container
    # field => flag, for what Docker takes as compose-spec spells it.
    FLAGS = {
      'user' => '--user',
      'working_dir' => '--workdir',
      'shm_size' => '--shm-size',
      'cpus' => '--cpus',
      'mem_limit' => '--memory',
      'pids_limit' => '--pids-limit',
      'ulimits' => '--ulimit',
      'tmpfs' => '--tmpfs',
      'cap_add' => '--cap-add',
      'cap_drop' => '--cap-drop',
      'security_opt' => '--security-opt',
      'extra_hosts' => '--add-host',
    }.freeze
    # field of `healthcheck` => flag
    HEALTH_SPANS = {
      'interval' => '--health-interval',
      'timeout' => '--health-timeout',
      'start_period' => '--health-start-period',
      'start_interval' => '--health-start-interval',
    }.freeze
    HEALTH_KINDS = %w(CMD CMD-SHELL NONE).freeze

    # Docker's own check: nil where the stack has none, else {'argv' => words or nil, 'interval', 'timeout', 'start_period',
    # 'retries'}; what is not said is absent.
    def healthcheck(generation = nil)
      healthcheck_at(instance(generation))
    end

    # As healthcheck, where %{instance} is `instance`.
    def healthcheck_at(instance)
      given = @fields['healthcheck']
      return if given.nil?
      spans = HEALTH_SPANS.keys.each_with_object({}) { |key, all| all[key] = Value.seconds(given[key]) if given.key?(key) }
      spans['retries'] = Value.count(given['retries']) if given.key?('retries')
      spans.merge('argv' => health_argv(given, instance))
    end

    # SecretFile per entry of `secrets`.
    def secret_files
      @secret_files ||= secret_entries.map do |entry, name|
        SecretFile.new(app, entry, @home.secrets.bytes(name)) if @home.secrets.bytes(name)
      end.compact
    end

    # [[service, place, reason], ...]: what it needs of this host and cannot have; of the services, too, whose variables it takes.
    def missing
      own = @fields.reject { |field, _| field == 'env' || field.start_with?('x-') }
      found = (secret_problems(own, '') + file_problems).map { |at, reason| [service, at, reason] }
      found + @home.chain(service).flat_map do |source, fields|
        variable_problems(fields).map { |at, reason| [source, at, reason] }
      end
    end

    # For Mask: its variables, and the secrets that it has in files and options.
    def masked(generation = nil)
      names = (Secrets.places(@fields).map(&:last) + secret_entries.map(&:last)).uniq
      texts = names.map { |name| ["#{Secrets::KEY} #{name}", @home.secrets.text(name)] }
      environment(generation).merge(Hash[texts.select(&:last)])
    end

    private

    # [[entry, name of the secret], ...]
    def secret_entries
      Array(@fields['secrets']).map { |entry| [entry, entry.is_a?(Hash) ? entry['source'] : entry] }
    end

    def secret_problems(value, place)
      Secrets.places(value, place).map { |at, name| [at, @home.secrets.problem(name)] }.select(&:last)
    end

    def file_problems
      secret_entries.each_with_index.map { |(_, name), at| [".secrets[#{at}]", @home.secrets.bytes_problem(name)] }.select(&:last)
    end

    def variable_problems(fields)
      files = Dotenv.paths(fields['env_file']).each_with_index.map do |(path, required), at|
        reason = @home.env_file(path).last
        [".env_file[#{at}]", reason && "#{path} #{reason}"] if required || File.exist?(path)
      end
      secret_problems(fields['env'] || {}, '.env') + files.compact.select(&:last)
    end

    def switches(instance)
      settings = FLAGS.flat_map do |field, flag|
        options(flag, colons(@fields[field]).map { |value| fill(value, instance) })
      end
      settings << '--read-only' if Value.boolean(@fields['read_only'])
      # the engine may have a default of its own
      settings << { true => '--init', false => '--init=false' }[Value.boolean(@fields['init'])] if @fields.key?('init')
      settings
    end

    def stopping
      # HAProxy lets its connections finish at this one
      signal = @fields['stop_signal'] || (@fields['haproxy'] && 'SIGUSR1')
      [*(signal ? ['--stop-signal', signal.to_s] : []), '--stop-timeout', stop_grace.ceil.to_s]
    end

    # Docker's own limits, so that no container can fill the disk; other drivers keep their own house.
    def logging
      given = @fields['logging'] || {}
      driver = given['driver']
      standard = [nil, 'json-file', 'local'].include?(driver) ? @home.log_opts : {}
      options = @home.secrets.reveal(given['options'] || standard)
      [*options('--log-driver', [driver].compact), *options('--log-opt', pairs(options))]
    end

    # [] where the image's own check is switched off, nil where it stays.
    def health_argv(given, instance)
      return [] if Value.boolean(given['disable']) || given['test'] == %w(NONE)
      test = given['test'].is_a?(String) ? ['CMD-SHELL', given['test']] : given['test']
      return if test.nil?
      words = test.drop(1).map { |word| fill_own(Value.text(word), instance) }
      test.first == 'CMD' ? words : ['/bin/sh', '-c', *words]
    end

    # The command line has a form for shells only: the words of another one are quoted, and the shell makes way for them.
    def health_flags(instance)
      check = healthcheck_at(instance)
      return [] if check.nil?
      argv = check['argv']
      return ['--no-healthcheck'] if argv == []
      flags = argv ? ['--health-cmd', health_words(argv)] : []
      flags += ['--health-retries', check['retries'].to_s] if check['retries']
      flags + HEALTH_SPANS.flat_map { |key, flag| check[key] ? [flag, "#{(check[key] * 1000).round}ms"] : [] }
    end

    def health_words(argv)
      return argv.last if argv.first(2) == ['/bin/sh', '-c'] && argv.length == 3
      "exec #{argv.map { |word| "'#{word.gsub("'", "'\\\\''")}'" }.join(' ')}"
    end

    # "a:b" for each pair of an object, each item of a list, or the one value; limits with soft and hard are a=soft:hard.
    def colons(value)
      return Array(value).map(&:to_s) unless value.is_a?(Hash)
      return limits(value) if value.equal?(@fields['ulimits'])
      value.map { |key, item| "#{key}:#{item}" }
    end

    def limits(value)
      value.map { |name, limit| "#{name}=#{limit.is_a?(Hash) ? limit.values_at('soft', 'hard').join(':') : limit}" }
    end
  end
end
