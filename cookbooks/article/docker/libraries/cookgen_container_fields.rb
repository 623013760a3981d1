module Cookgen
  # The vocabulary of a container, field by field, and what is wrong with a value. Reasons never quote values: they may be secret.
  module ContainerFields
    KINDS = {
      'cap_add' => :capabilities, 'cap_drop' => :capabilities, 'command' => :words, 'containers' => :count, 'cpus' => :cpus,
      'cron' => :schedule, 'database' => :switch, 'depends_on' => :dependencies, 'deploy' => :mode,
      'drain_timeout' => :seconds, 'entrypoint' => :words, 'env' => :variables, 'env_file' => :env_file, 'env_from' => :text,
      'extra_hosts' => :hosts, 'haproxy' => :haproxy, 'healthcheck' => :health, 'hostname' => :text, 'image' => :image,
      'init' => :switch, 'labels' => :labels, 'layers' => :layers, 'links' => :texts, 'logging' => :logging,
      'mem_limit' => :size, 'migration' => :migration, 'networks' => :networks, 'notifications' => :notifications,
      'pids_limit' => :pids, 'ports' => :ports, 'post_start' => :hook, 'pre_start' => :hook, 'pre_stop' => :hook,
      'proxy' => :proxy, 'pull_policy' => :pull, 'read_only' => :switch, 'readiness' => :readiness, 'restart' => :restart,
      'retain' => :count, 'secrets' => :secret_mounts, 'security_opt' => :security, 'shm_size' => :size, 'socket' => :path,
      'startup_time' => :seconds, 'stop_grace_period' => :seconds, 'stop_signal' => :signal, 'tag' => :tag,
      'tmpfs' => :tmpfs, 'ulimits' => :ulimits, 'update_config' => :update_config, 'user' => :user, 'volumes' => :volumes,
      'volumes_from' => :texts, 'working_dir' => :path
    }.freeze
    FOREIGN = {
      'environment' => 'env', 'environment_variables' => 'env', 'replicas' => 'containers', 'scale' => 'containers',
      'stop_timeout' => 'stop_grace_period', 'schedule' => 'cron', 'memory' => 'mem_limit', 'workdir' => 'working_dir',
      'volume' => 'volumes', 'port' => 'ports', 'link' => 'links', 'health_check' => 'healthcheck', 'network' => 'networks',
      'secret' => 'secrets', 'ulimit' => 'ulimits', 'pull' => 'pull_policy'
    }.freeze

    module_function

    # [[place below the container, reason], ...]
    def problems(fields)
      fields.flat_map do |field, value|
        next [] if field.start_with?('x-')
        kind = KINDS[field]
        next [[field, unknown(field)]] unless kind
        FieldCheck.send(kind, value).map { |place, reason| [field + place, reason] }
      end
    end

    def unknown(field)
      return "is unknown here; use #{FOREIGN[field]}" if FOREIGN.key?(field)
      'is no field of a container'
    end
  end
end
