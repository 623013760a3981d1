module Cookgen
  # Fields that cookgen itself acts on: order, proxies, hooks, secrets, files of variables.
  module FieldCheck
    TIMEOUTS = %w(connect client server queue).freeze
    BALANCE = %w(roundrobin leastconn first source).freeze

    module_function

    def layers(value)
      return bad(true, 'should be a list of layers') if Value.blank?(value)
      texts(value)
    end

    def pull(value)
      one_of(value, Container::PULLS)
    end

    def hook(value)
      bad(Value.blank?(Value.words(value)), 'should be a command: a list of words, or text with its quotes closed')
    end

    def dependencies(value)
      return texts(value) unless value.is_a?(Hash)
      object(value) do |_, said|
        keys(said, %w(condition required)) do |key, item|
          key == 'required' ? switch(item) : condition(item)
        end
      end
    end

    def condition(value)
      reason = 'should be service_started or service_healthy; what runs to its end is a migration or a hook'
      bad(!%w(service_started service_healthy).include?(value), reason)
    end

    def env_file(value)
      return path(value) unless value.is_a?(Array)
      each_item(value) do |item|
        next path(item) unless item.is_a?(Hash)
        missing(item, 'path') + keys(item, %w(path required)) { |key, one| key == 'path' ? path(one) : switch(one) }
      end
    end

    def secret_mounts(value)
      return bad(true, 'should be a list of names') unless value.is_a?(Array)
      each_item(value) do |item|
        next secret_name(item) unless item.is_a?(Hash)
        missing(item, 'source') + keys(item, %w(source target uid gid mode)) { |key, one| secret_part(key, one) }
      end
    end

    def secret_part(key, value)
      case key
      when 'source' then secret_name(value)
      when 'target' then bad(!value.is_a?(String) || value !~ %r{\A/?[^/:,\x00-\x1f][^:,\x00-\x1f]*\z}, 'should be a path')
      when 'mode' then bad(value.to_s !~ /\A0?[0-7]{3}\z/, 'should be a mode in octal, as text, like "0400"')
      else bad(Value.count(value).nil?, 'should be a number')
      end
    end

    def secret_name(value)
      bad(!Secrets.name?(value), 'should be the name of a secret: letters, digits, _, . and -')
    end

    def update_config(value)
      keys(value, %w(order parallelism delay monitor failure_action)) do |key, item|
        case key
        when 'order' then one_of(item, Container::ORDERS)
        when 'failure_action' then one_of(item, Container::ACTIONS)
        when 'parallelism' then count(item)
        else seconds(item)
        end
      end
    end

    def proxy(value)
      kinds = { 'via' => :text, 'port' => :port_number, 'socket' => :path }
      found = missing(value, 'via') + keys(value, kinds.keys) { |key, item| send(kinds[key], item) }
      both = value.is_a?(Hash) && value.key?('port') && value.key?('socket')
      found + bad(both, 'should have port or socket')
    end

    def haproxy(value)
      missing(value, 'listen') + keys(value, %w(listen http_check mode balance maxconn timeouts)) do |key, item|
        case key
        when 'listen' then item.is_a?(String) && item.start_with?('/') ? path(item) : port_number(item)
        when 'http_check' then bad(!item.is_a?(String) || item !~ %r{\A/[!-~]*\z}, 'should be a path like "/up"')
        when 'mode' then one_of(item, %w(http tcp))
        when 'balance' then one_of(item, BALANCE)
        when 'maxconn' then bad(!Value.count(item).to_i.between?(1, 1_000_000), 'should be a whole number from 1 to 1000000')
        else keys(item, TIMEOUTS) { |_, span| seconds(span) }
        end
      end
    end

    # Of docker's own: docker-credential-<helper>.
    def helper(value)
      bad(Value.text(value) !~ /\A[a-z0-9][a-z0-9._-]*\z/, 'should be the name of a helper, like ecr-login')
    end

    def one_of(value, known)
      bad(!known.include?(value), "should be #{known.join(', ')}")
    end

    def missing(value, key)
      value.is_a?(Hash) && !value.key?(key) ? [[".#{key}", 'is missing']] : []
    end
  end
end
