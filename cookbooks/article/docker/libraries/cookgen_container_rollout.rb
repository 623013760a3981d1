module Cookgen
  # How instances are replaced and switched, as the stack says it. Nothing here is part of what a container is.
  class Container
    ORDERS = %w(start-first stop-first).freeze
    ACTIONS = %w(rollback pause continue).freeze
    PULLS = %w(always missing never).freeze
    HAPROXY = { 'mode' => 'http', 'balance' => 'roundrobin' }.freeze
    HAPROXY_TIMEOUTS = { 'connect' => 5, 'client' => 30, 'server' => 30, 'queue' => 5 }.freeze

    # Why old and new cannot run side by side; nil where they can.
    def stop_first
      return 'is told to by update_config' if said_order == 'stop-first'
      port = ports.find(&:fixed?)
      return "publishes host port #{port.host}" if port
      "binds the fixed socket #{fixed_socket}" if fixed_socket && said_order.nil?
    end

    # {'order' => 'start-first' | 'stop-first', 'parallelism' => how many at once (0: all), 'delay' => seconds between batches,
    #  'monitor' => seconds that new ones are watched, 'failure_action' => 'rollback' | 'pause' | 'continue'}
    def update_config
      given = @fields['update_config'] || {}
      {
        'order' => stop_first ? 'stop-first' : 'start-first',
        'parallelism' => Value.count(given['parallelism']) || 0,
        'delay' => Value.seconds(given['delay']) || 0,
        'monitor' => Value.seconds(given['monitor']) || 1,
        'failure_action' => given.fetch('failure_action', 'rollback'),
      }
    end

    # Was the impossible asked for? Two containers cannot publish one port.
    def order_problem
      "cannot be start-first: it #{stop_first}" if said_order == 'start-first' && stop_first
    end

    # 'always', 'missing' or 'never'
    def pull_policy
      @fields.fetch('pull_policy', 'always')
    end

    # Words of a command in a container of its own, before the new ones are made; nil where there is none.
    def pre_start(generation = nil)
      hook('pre_start', generation)
    end

    # In the new container when it is ready, before requests reach it.
    def post_start(generation = nil)
      hook('post_start', generation)
    end

    # In the old container before it is asked to end.
    def pre_stop(generation = nil)
      hook('pre_stop', generation)
    end

    # nil, or {'via' => service or physical name of the proxy} with 'port' => Integer or 'socket' => the path in the container,
    # that generation's. Without either the container has no place where a proxy could reach it.
    def proxy(generation = nil)
      given = @fields['proxy']
      return if given.nil?
      place = proxy_place(given, generation)
      place.merge('via' => given['via'])
    end

    # nil, or {'listen' => port or path, 'mode' => 'http' | 'tcp', 'balance', 'http_check' => path or nil,
    #  'maxconn' => Integer or nil, 'timeouts' => {'connect', 'client', 'server', 'queue' => seconds}}
    def haproxy
      given = @fields['haproxy']
      return if given.nil?
      timeouts = given['timeouts'] || {}
      HAPROXY.merge(given.reject { |key, _| key.start_with?('x-') }).merge(
        'listen' => Value.count(given['listen']) || fill(given['listen'], name),
        'http_check' => given['http_check'],
        'maxconn' => Value.count(given['maxconn']),
        'timeouts' => HAPROXY_TIMEOUTS.merge(timeouts) { |_, default, said| Value.seconds(said) || default },
      )
    end

    # {'rollbar' => {'access_token' => text, ...}, ...} with secrets in their places.
    def notifications
      @home.secrets.reveal(@fields['notifications'] || {})
    end

    private

    def said_order
      (@fields['update_config'] || {})['order']
    end

    def hook(field, generation)
      words = Value.words(@fields[field])
      words.map { |word| fill_own(word, instance(generation)) } unless Value.blank?(words)
    end

    def proxy_place(given, generation)
      return { 'port' => Value.count(given['port']) } if given['port']
      path = socket_of(instance(generation)) || fixed_socket
      return { 'socket' => path } if path
      port = ports.find { |entry| entry.protocol == 'tcp' }
      port ? { 'port' => port.number } : {}
    end
  end
end
