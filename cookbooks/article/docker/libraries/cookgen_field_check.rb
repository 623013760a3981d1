module Cookgen
  # One method per kind of value; each answers [[place below the field, reason], ...], [] where all is well.
  module FieldCheck
    ENV_NAME = /\A[^=\x00-\x20]+\z/.freeze
    MOST = 999
    IMAGE = %r{\A[a-z0-9][A-Za-z0-9._/:-]*\z}.freeze
    DIGEST = %r{\A[a-z0-9][A-Za-z0-9._/:-]*@sha256:[0-9a-f]{64}\z}.freeze

    module_function

    def count(value)
      bad(Value.count(value).nil? || Value.count(value) > MOST, "should be a whole number from 0 to #{MOST}")
    end

    def seconds(value)
      bad(Value.seconds(value).nil?, 'should be seconds, or like "90s" or "1m30s"')
    end

    def switch(value)
      bad(Value.boolean(value).nil?, 'should be true or false')
    end

    def text(value)
      bad(Value.text(value).nil? || Value.blank?(value), 'should be text')
    end

    def texts(value)
      return text(value) unless value.is_a?(Array)
      each_item(value) { |item| text(item) }
    end

    def path(value)
      bad(!value.is_a?(String) || value !~ %r{\A/[^\0\n]*\z}, 'should be an absolute path')
    end

    def words(value)
      bad(Value.words(value).nil?, 'should be a list of words, or text with its quotes closed')
    end

    def mode(value)
      bad(!Container::MODES.include?(value), "should be #{Container::MODES.join(', ')}")
    end

    def image(value)
      return bad(true, 'should be text') unless value.is_a?(String)
      return bad(value !~ DIGEST, 'should end in @sha256: and 64 hex digits') if value.include?('@')
      return bad(true, 'should be an image name') unless value =~ IMAGE
      bad(value.split('/').last.include?(':'), 'has a tag inside; give it as `tag`')
    end

    # 2.10 as a number has already become 2.1.
    def tag(value)
      return bad(true, 'should be text: a number loses its last zeros') if value.is_a?(Float)
      bad(Value.text(value) !~ /\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z/, 'should be an image tag')
    end

    def ports(value)
      each_item(Array(value)) { |item| port(item) }
    end

    def port(item)
      item = item.gsub(Interpolation::HOLE, '0.0.0.0') if item.is_a?(String)
      bad(ContainerPort.parse(item).nil?, 'should be like "80:80" or "127.0.0.1:80:80/tcp"')
    end

    def volumes(value)
      each_item(Array(value)) do |item|
        bad(ContainerMount.parse(item).nil?, 'should be like "/host:/container" or "/host:/container:ro"')
      end
    end

    def variables(value)
      object(value) do |name, item|
        next bad(true, 'is no name of a variable') unless name =~ ENV_NAME
        next secret(item) if item.is_a?(Hash)
        bad(Value.text(item).nil?, 'should be text, a number, true or false')
      end
    end

    # Text, or where it is to be found.
    def secret(value)
      return bad(Value.text(value).nil?, 'should be text') unless value.is_a?(Hash)
      bad(!Secrets.reference?(value), 'should be text, or {"$secret": "NAME"}')
    end

    def labels(value)
      object(value) do |name, item|
        next bad(true, 'is a name that cookgen keeps for itself') if name.start_with?('cookgen.')
        bad(Value.text(item).nil? || name.include?('='), 'should be text')
      end
    end

    def migration(value)
      return words(value) unless value.is_a?(Hash)
      return [['.command', 'is missing']] unless value.key?('command')
      keys(value, %w(command timeout)) { |key, item| key == 'command' ? words(item) : seconds(item) }
    end

    def notifications(value)
      keys(value, %w(rollbar)) do |_, rollbar|
        keys(rollbar, %w(access_token env_var rev_var)) do |key, item|
          key == 'access_token' ? secret(item) : bad(Value.text(item).nil?, 'should be text')
        end
      end
    end

    def schedule(value)
      keys(value, CronSchedule::FIELDS.keys) { |key, item| bad(!CronSchedule.sound?(key, item), CronSchedule.hint(key)) }
    end

    def readiness(value)
      timing = %w(interval timeout deadline settle)
      found = keys(value, Readiness::KINDS + timing + %w(rise)) do |key, item|
        next seconds(item) if timing.include?(key)
        key == 'rise' ? bad(Value.count(item).to_i < 1, 'should be 1 or more') : send("probe_#{key}", item)
      end
      given = value.is_a?(Hash) ? value.keys & Readiness::KINDS : []
      given.length > 1 ? found + [['', "should have one of #{Readiness::KINDS.join(', ')}"]] : found
    end

    def probe_http(value)
      return bad(value !~ %r{\A/\S*\z}, 'should be a path like "/up"') unless value.is_a?(Hash)
      keys(value, %w(path port socket status)) do |key, item|
        case key
        when 'path' then probe_http(item.to_s)
        when 'port' then port_number(item)
        when 'socket' then path(item)
        else bad(Readiness.statuses(item).nil?, 'should be like 200 or "200-399"')
        end
      end
    end

    def probe_tcp(value)
      return keys(value, %w(port)) { |_, item| probe_tcp(item) } if value.is_a?(Hash)
      port_number(value)
    end

    def port_number(value)
      bad(!Value.count(value).to_i.between?(1, 65_535), 'should be a port')
    end

    def probe_unix(value)
      return keys(value, %w(socket path)) { |_, item| path(item) } if value.is_a?(Hash)
      value == true ? [] : path(value)
    end

    def probe_exec(value)
      return keys(value, %w(command)) { |_, item| probe_exec(item) } if value.is_a?(Hash)
      bad(Value.blank?(Value.words(value)), 'should be a command')
    end

    # An object with no other keys than these.
    def keys(value, known)
      object(value) do |key, item|
        next [] if key.start_with?('x-')
        known.include?(key) ? yield(key, item) : bad(true, "is unknown here; known: #{known.join(', ')}")
      end
    end

    def object(value)
      return bad(true, 'should be an object') unless value.is_a?(Hash)
      value.flat_map { |key, item| yield(key, item).map { |place, reason| [".#{key}#{place}", reason] } }
    end

    def each_item(items)
      items.each_with_index.flat_map { |item, at| yield(item).map { |place, reason| ["[#{at}]#{place}", reason] } }
    end

    def bad(wrong, reason)
      wrong ? [['', reason]] : []
    end
  end
end
