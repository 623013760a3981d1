require_relative 'cookgen_errors'

module Cookgen
  # One running proxy that cookgen configures. It knows a member by name (web0) and the container behind it by address.
  class Haproxy
    attr_reader :found

    # A member's slot as it is given to a container; `before`: name of the slot that had the requests until then, or
    # nil; `own`: had this one requests already?
    Seat = Struct.new(:slot, :address, :before, :own)

    # `found`: its container.
    def initialize(found, docker, clock)
      @found = found
      @docker = docker
      @clock = clock
      @folder = HaproxyFolder.new(found.haproxy_folder)
      @cli = HaproxyCli.new(@folder.socket, clock)
    end

    def name
      found.name
    end

    def config
      @folder.config
    end

    # Has it a slot for this member (Found)?
    def knows?(member)
      config.members.any? { |each| each['name'] == member.member && each['port'] }
    end

    # Does it send the member's requests to this container, and to no other?
    def leads_to?(member)
      ready = pair(member).select(&:ready?)
      ready.map(&:address) == [address(member)]
    end

    # Gives the member's free slot to a container, without requests, and says so to HAProxy's checks: it counts as down until
    # they have succeeded. Answers the Seat.
    def admit(member)
      rows = pair(member)
      row = seat(rows, address(member))
      before = (rows - [row]).find(&:ready?)
      taken = Seat.new(row.slot, address(member), before && before.slot, row.address == address(member) && row.ready?)
      return taken if row.address == taken.address && row.up? && !row.resting?
      host, port = taken.address.split(':')
      set(row.slot, 'state maint')
      set(row.slot, "addr #{host} port #{port}")
      set(row.slot, 'state drain')
      set(row.slot, 'health down')
      taken
    end

    # What keeps a container from being reached, in HAProxy's words; nil as soon as its checks succeed.
    def problem(seat, limit)
      up = @clock.until(limit, 0.1) { rows.fetch(seat.slot).up? }
      "#{name} finds it down: #{@cli.verdict(backend, seat.slot)}" unless up
    end

    # Requests go to it from now on, and none any more to the slot that had them.
    def open(seat)
      set(seat.slot, 'state ready') unless seat.own
      set(other(seat.slot), 'state drain') if rows[other(seat.slot)].ready?
    end

    # As it was before: the slot that had the requests has them again.
    def close(seat)
      set(seat.before, 'state ready') if seat.before
      set(seat.slot, 'state maint') unless seat.own
    end

    # A restart of the proxy comes to the same.
    def remember(seats)
      slots = seats.reduce(@folder.slots) do |all, seat|
        all.reject { |slot, _| slot == other(seat.slot) }.merge(seat.slot => seat.address)
      end
      @folder.write(config, slots)
    end

    # No new requests for this container; what it has it may finish.
    def leave(member)
      mine(member).select(&:ready?).each { |row| set(row.slot, 'state drain') }
    end

    # How many requests, or connections, this container still has.
    def load(member)
      all = @cli.load(backend)
      mine(member).map { |row| all[row.slot] }.reduce(0, :+)
    end

    # This container is not asked any more, not even whether it lives.
    def forget(member)
      gone = mine(member)
      gone.each { |row| set(row.slot, 'state maint') unless row.resting? }
      left = @folder.slots.reject { |slot, at| gone.map(&:slot).include?(slot) && at == address(member) }
      @folder.write(config, left) unless left == @folder.slots
    end

    # Takes another configuration over without closing a socket. Raises HaproxyCli::Refused before anything is changed where
    # HAProxy does not like it. Returns when no earlier worker can still choose a server.
    def configure(wanted)
      return if wanted == config
      draft = @folder.draft(wanted, @folder.slots)
      result = @docker.exec(found.id, ['haproxy', '-c', '-f', draft], 30)
      raise HaproxyCli::Refused, "haproxy: it does not take the new configuration: #{result.problem}" unless result.ok?
      @folder.adopt
      @cli.reload
      @folder.remember(wanted, @folder.slots.select { |slot, _| rows.key?(slot) })
      @clock.until(wanted.patience + 1, 0.1) { @cli.leaving.empty? } if wanted.http?
    end

    private

    def backend
      config.backend
    end

    def rows
      @cli.rows(backend)
    end

    def pair(member)
      found = rows.values_at(*HaproxyConfig.slots(member.member)).compact
      raise HaproxyCli::Refused, "haproxy: #{name} has no slots for #{member.member}" if found.empty?
      found
    end

    def mine(member)
      rows.values_at(*HaproxyConfig.slots(member.member)).compact.select { |row| row.address == address(member) }
    end

    # The one it has, else one that nobody has, else one that gets no requests.
    def seat(rows, address)
      rows.find { |row| row.address == address } || rows.find(&:resting?) || rows.find { |row| !row.ready? } || rows.last
    end

    def other(slot)
      slot.end_with?('-a') ? slot.sub(/a\z/, 'b') : slot.sub(/b\z/, 'a')
    end

    def set(slot, words)
      @cli.tell("set server #{backend}/#{slot} #{words}")
    end

    def address(member)
      "#{member.address_for(found)}:#{member.proxy['port']}"
    end
  end
end
