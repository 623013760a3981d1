require 'ipaddr'

module Cookgen
  # Fields that Docker is handed as they are: limits, rights, health, networks.
  module FieldCheck
    SIZE = /\A\d+([bkmg]b?)?\z/i.freeze
    USER = /\A[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?\z/.freeze
    TMPFS = %r{\A/[^:\x00-\x1f]*(:[A-Za-z0-9=,_.%-]+)?\z}.freeze
    HOST = /\A[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z/.freeze
    DOCKERS_NETWORKS = %w(bridge default host none).freeze
    LIMITS = %w(
      core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack
    ).freeze

    module_function

    def size(value)
      bad(Value.text(value) !~ SIZE, 'should be bytes, or like "512m"')
    end

    def cpus(value)
      bad(Value.text(value) !~ /\A\d+(\.\d+)?\z/, 'should be a number of processors')
    end

    def pids(value)
      bad(limit_of(value).nil?, 'should be a whole number, or -1 for no limit')
    end

    def user(value)
      bad(Value.text(value) !~ USER, 'should be a user, or user:group, by name or number')
    end

    def capabilities(value)
      each_match(value, /\A(CAP_)?[A-Z][A-Z_]*\z/, 'should be a capability like NET_ADMIN')
    end

    def security(value)
      each_match(value, /\A[a-z][a-z-]*([:=][!-~]+)?\z/, 'should be an option like no-new-privileges')
    end

    def tmpfs(value)
      each_match(value, TMPFS, 'should be like "/run" or "/run:size=64m"')
    end

    def each_match(value, pattern, reason)
      each_item(value.is_a?(Array) ? value : [value]) { |item| bad(Value.text(item) !~ pattern, reason) }
    end

    def restart(value)
      known = /\A(no|always|unless-stopped|on-failure(:\d+)?)\z/
      bad(Value.text(value) !~ known, 'should be no, always, unless-stopped or on-failure[:times]')
    end

    def signal(value)
      bad(Value.text(value) !~ /\A(SIG)?[A-Z0-9+-]+\z/, 'should be a signal like SIGQUIT')
    end

    def ulimits(value)
      object(value) do |name, item|
        next bad(true, "is unknown; known: #{LIMITS.join(', ')}") unless LIMITS.include?(name)
        next bad(limit_of(item).nil?, 'should be a whole number, or {soft, hard}; -1 means no limit') unless item.is_a?(Hash)
        limit_pair(item)
      end
    end

    def limit_pair(value)
      found = keys(value, %w(soft hard)) { |_, item| bad(limit_of(item).nil?, 'should be a whole number, or -1 for no limit') }
      return found unless found.empty?
      soft, hard = %w(soft hard).map { |key| limit_of(value[key]) }
      return bad(true, 'should have soft and hard') if soft.nil? || hard.nil?
      bad(hard != -1 && (soft == -1 || soft > hard), 'should have a soft limit that is not above the hard one')
    end

    # A whole number from -1 up, nil where it is none.
    def limit_of(value)
      value.to_s == '-1' ? -1 : Value.count(value)
    end

    def hosts(value)
      return object(value) { |name, item| host(name, item) } if value.is_a?(Hash)
      each_item(Array(value)) do |item|
        name, address = Value.text(item).to_s.split(':', 2)
        host(name, address)
      end
    end

    def host(name, address)
      address = address.to_s
      known = address =~ /\A(host-gateway|%\{public_ip\})\z/ || (address !~ %r{/|\A\z} && IPAddr.new(address))
      bad(name.to_s !~ HOST || !known, 'should be a name and an address')
    rescue ArgumentError
      bad(true, 'should be a name and an address')
    end

    def logging(value)
      keys(value, %w(driver options)) do |key, item|
        next text(item) if key == 'driver'
        object(item) { |_, option| option.is_a?(Hash) ? secret(option) : text(option) }
      end
    end

    def health(value)
      keys(value, %w(test interval timeout retries start_period start_interval disable)) do |key, item|
        case key
        when 'test' then health_test(item)
        when 'retries' then bad(Value.count(item).to_i < 1, 'should be 1 or more')
        when 'disable' then switch(item)
        else seconds(item)
        end
      end
    end

    def health_test(value)
      return text(value) if value.is_a?(String)
      words = value.is_a?(Array) ? value.map { |word| Value.text(word) } : [nil]
      sound = { 'CMD' => words.length > 1, 'CMD-SHELL' => words.length == 2, 'NONE' => words.length == 1 }[words.first]
      bad(!sound || words.include?(nil), 'should be text, ["CMD", words...], ["CMD-SHELL", text] or ["NONE"]')
    end

    def networks(value)
      return each_item(value) { |name| network(name) } if value.is_a?(Array)
      object(value) do |name, item|
        network(name) + keys(item, %w(aliases)) { |_, names| aliases(names) }
      end
    end

    def network(name)
      return bad(true, 'is a network of Docker\'s own; give yours another name') if DOCKERS_NETWORKS.include?(name)
      bad(!name.is_a?(String) || name !~ /\A[A-Za-z0-9][A-Za-z0-9_.-]*\z/, 'should be a name in letters, digits, ., - and _')
    end

    def aliases(value)
      return bad(true, 'should be a list of names') unless value.is_a?(Array)
      each_item(value) { |name| bad(Value.text(name).to_s.gsub(Interpolation::HOLE, 'x') !~ HOST, 'should be a host name') }
    end
  end
end
