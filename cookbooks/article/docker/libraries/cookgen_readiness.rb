module Cookgen
  # What a deploy asks a container before it may serve. Said by the stack, else derived from what it says anyway; time alone
  # comes last, since it proves nothing.
  class Readiness
    DEFAULTS = { 'interval' => 0.2, 'timeout' => 5, 'rise' => 1, 'deadline' => 60, 'settle' => 3 }.freeze
    KINDS = %w(http tcp unix exec).freeze
    # What a path that was named for the purpose answers when all is well: lowest and highest status.
    WELL = [200, 399].freeze

    # [lowest, highest] of 200, "200" or "200-399"; nil where it cannot be read.
    def self.statuses(value)
      match = /\A([1-5]\d\d)(?:-([1-5]\d\d))?\z/.match(value.to_s)
      match && [match[1].to_i, (match[2] || match[1]).to_i]
    end

    def initialize(container, fields, instance)
      @container = container
      @given = fields['readiness'] || {}
      @instance = instance
    end

    # {'kind' => 'http' | 'tcp' | 'unix' | 'exec' | 'settle', 'path', 'port', 'socket', 'argv', 'status' => [lowest, highest],
    #  'interval', 'timeout', 'rise', 'deadline', 'settle'}; seconds as numbers, keys that do not apply are absent. Without
    # 'status' any answer below 500 will do: an app that says "not found" or "log in first" is up.
    def to_h
      timing.merge(probe)
    end

    private

    def timing
      startup = @container.startup_time
      defaults = startup ? DEFAULTS.merge('deadline' => [60, startup * 2].max, 'settle' => startup) : DEFAULTS
      defaults = defaults.merge(health_timing(defaults)) if health
      defaults.keys.each_with_object({}) do |key, all|
        all[key] = Value.seconds(@given[key]) || defaults[key]
      end
    end

    def probe
      kind = KINDS.find { |name| !Value.blank?(@given[name]) }
      kind ? send("#{kind}_probe", @given[kind]) : derived
    end

    # A check that was written for Docker says best what well means; Docker's own clock for it is too slow to wait for.
    def health
      return if KINDS.any? { |name| !Value.blank?(@given[name]) }
      check = @container.healthcheck_at(@instance)
      check unless check.nil? || Value.blank?(check['argv'])
    end

    # As long as Docker would take to call it unhealthy.
    def health_timing(defaults)
      patience = (health['start_period'] || 0) + (health['interval'] || 30) * (health['retries'] || 3)
      {
        'interval' => 0.5,
        'timeout' => health['timeout'] || 30,
        'deadline' => [defaults['deadline'], patience].max,
      }
    end

    def derived
      return { 'kind' => 'exec', 'argv' => health['argv'] } if health
      return { 'kind' => 'http', 'path' => '/', 'socket' => socket } if socket
      return { 'kind' => 'tcp', 'port' => first_port } if first_port
      { 'kind' => 'settle' }
    end

    def http_probe(given)
      given = { 'path' => given } unless given.is_a?(Hash)
      place = http_place(given)
      status = self.class.statuses(given['status']) || WELL
      { 'kind' => 'http', 'path' => fill(given.fetch('path', '/')), 'status' => status }.merge(place)
    end

    def http_place(given)
      return { 'port' => Value.count(given['port']) } if given['port']
      return { 'socket' => fill(given['socket']) } if given['socket']
      socket ? { 'socket' => socket } : { 'port' => first_port }
    end

    def tcp_probe(given)
      { 'kind' => 'tcp', 'port' => Value.count(given.is_a?(Hash) ? given['port'] : given) }
    end

    def unix_probe(given)
      path = given.is_a?(Hash) ? given['socket'] || given['path'] : given
      { 'kind' => 'unix', 'socket' => path == true ? socket : fill(path) }
    end

    def exec_probe(given)
      words = Value.words(given.is_a?(Hash) ? given['command'] : given)
      { 'kind' => 'exec', 'argv' => words.map { |word| fill(word) } }
    end

    def socket
      @container.fixed_socket || @container.socket_of(@instance)
    end

    def first_port
      proxied = (@container.proxy || {})['port']
      return proxied if proxied
      port = @container.ports.find { |entry| entry.protocol == 'tcp' }
      port && port.number
    end

    def fill(text)
      @container.fill_own(text, @instance)
    end
  end
end
