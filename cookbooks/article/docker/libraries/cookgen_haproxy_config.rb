module Cookgen
  # haproxy.cfg of a proxy that cookgen configures. Values in, text out.
  #
  #   settings  Container#haproxy
  #   members   Array of {'service', 'name', 'port'} or {'service', 'name', 'path'}: what stands behind it
  #   patience  seconds that connections of an earlier configuration may take to end
  #
  # A member with a port has two slots, of which the generation that serves takes one and its successor the other: only
  # their addresses ever change. A member with a socket is reached by its stable name.
  class HaproxyConfig
    FIELDS = %w(settings members patience).freeze
    # Where cookgen's folder is in the container.
    CONFIG = '/etc/cookgen-haproxy'.freeze
    RUN = '/run/cookgen-haproxy'.freeze
    FILE = "#{CONFIG}/haproxy.cfg".freeze
    MASTER = 'master.sock'.freeze
    # What the container runs where the stack does not say it.
    COMMAND = ['haproxy', '-W', '-db', '-S', "#{RUN}/#{MASTER},mode,600", '-f', FILE].freeze
    CHECKS = 'default-server check inter 1s fastinter 200ms downinter 200ms fall 2 rise 2'.freeze
    # Nobody's address: for a slot that is free.
    NOWHERE = '127.0.0.1:1'.freeze

    attr_reader(*FIELDS)

    # Names of a member's slots.
    def self.slots(name)
      %w(a b).map { |letter| "#{name}-#{letter}" }
    end

    def initialize(fields)
      FIELDS.each { |field| instance_variable_set("@#{field}", fields[field]) }
    end

    def to_h
      Hash[FIELDS.map { |field| [field, send(field)] }]
    end

    def ==(other)
      other.is_a?(HaproxyConfig) && to_h == other.to_h
    end

    # This one, with what the other one has beside it.
    def with(other)
      names = members.map { |member| member['name'] }
      more = other.members.reject { |member| names.include?(member['name']) }
      HaproxyConfig.new(to_h.merge('members' => members + more))
    end

    def backend
      members.map { |member| member['service'] }.first || 'none'
    end

    def http?
      settings['mode'] == 'http'
    end

    # `slots`: name of a slot => 'address:port' that it leads to.
    def text(slots)
      [
        '# Written by cookgen. The next deploy overwrites changes.',
        section('global', global),
        section('defaults', defaults),
        section('frontend in', ["bind #{bind}", "default_backend #{backend}"]),
        section("backend #{backend}", servers(slots)),
      ].join("\n")
    end

    private

    def section(name, lines)
      [name, *lines.map { |line| "  #{line}" }, ''].join("\n")
    end

    def global
      [
        'log stdout format raw local0 notice',
        "stats socket #{RUN}/admin.sock mode 600 level admin",
        "hard-stop-after #{span(patience)}",
        *limit,
      ]
    end

    def limit
      settings['maxconn'] ? ["maxconn #{settings['maxconn']}"] : []
    end

    # A connection that could not be made has carried nothing: another server may have it. Nothing else is sent twice.
    def defaults
      timeouts = settings['timeouts'].map { |name, seconds| "timeout #{name} #{span(seconds)}" }
      common = ['log global', "mode #{settings['mode']}", 'option redispatch 1', 'retries 3', *limit, *timeouts]
      http? ? common + http_defaults : common
    end

    # After a reload idle clients are told to come again with their next answer, not cut off.
    def http_defaults
      ['retry-on conn-failure', 'option idle-close-on-response', 'option forwardfor', *closing]
    end

    # A kept connection to a socket would still lead to the old generation when the name leads to the new one.
    def closing
      members.any? { |member| member['path'] } ? ['option http-server-close'] : []
    end

    def bind
      listen = settings['listen']
      listen.is_a?(Integer) ? ":#{listen}" : "unix@#{listen} mode 666"
    end

    def servers(slots)
      common = ["balance #{settings['balance']}", *check, CHECKS]
      common + members.flat_map { |member| member['path'] ? by_socket(member) : by_slots(member, slots) }
    end

    def check
      return [] if settings['http_check'].nil?
      [
        'option httpchk',
        "http-check send meth GET uri #{settings['http_check']} ver HTTP/1.1 hdr Host localhost hdr Connection close",
        'http-check expect status 200-399',
      ]
    end

    def by_socket(member)
      ["server #{member['name']} unix@#{member['path']}"]
    end

    def by_slots(member, slots)
      self.class.slots(member['name']).map do |slot|
        "server #{slot} #{slots[slot] || "#{NOWHERE} disabled"}"
      end
    end

    def span(seconds)
      "#{(seconds * 1000).ceil}ms"
    end
  end
end
