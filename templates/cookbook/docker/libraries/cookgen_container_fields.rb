module Cookgen
  # The vocabulary of a container, field by field, and what is wrong with a value. Reasons never quote values: they may be secret.
  module ContainerFields
    KINDS = {
      'cap_add' => :texts, 'cap_drop' => :texts, 'command' => :words, 'containers' => :count, 'cpus' => :text,
      'cron' => :schedule, 'database' => :switch, 'depends_on' => :texts, 'deploy' => :mode, 'drain_timeout' => :seconds,
      'entrypoint' => :words, 'env' => :variables, 'env_from' => :text, 'extra_hosts' => :pairs, 'hostname' => :text,
      'image' => :image, 'init' => :switch, 'labels' => :labels, 'layers' => :texts, 'links' => :texts,
      'logging' => :logging, 'mem_limit' => :text, 'migration' => :migration, 'notifications' => :notifications,
      'pids_limit' => :text, 'ports' => :ports, 'read_only' => :switch, 'readiness' => :readiness, 'restart' => :restart,
      'retain' => :count, 'security_opt' => :texts, 'shm_size' => :text, 'socket' => :path, 'startup_time' => :seconds,
      'stop_grace_period' => :seconds, 'stop_signal' => :signal, 'tag' => :tag, 'tmpfs' => :texts, 'user' => :text,
      'volumes' => :volumes, 'volumes_from' => :texts, 'working_dir' => :path
    }.freeze
    FOREIGN = {
      'environment' => 'env', 'environment_variables' => 'env', 'replicas' => 'containers', 'scale' => 'containers',
      'stop_timeout' => 'stop_grace_period', 'schedule' => 'cron', 'memory' => 'mem_limit', 'workdir' => 'working_dir',
      'volume' => 'volumes', 'port' => 'ports', 'link' => 'links', 'healthcheck' => 'readiness'
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
