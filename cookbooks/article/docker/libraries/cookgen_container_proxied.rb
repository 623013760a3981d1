module Cookgen
  # Proxies that cookgen configures, and what stands behind them.
  class Container
    # nil, or what the container's label says of it: {'via' => service of the proxy, 'port' => its own}; only where the proxy is
    # one that cookgen configures, and the way is TCP.
    def slotted
      place = proxy
      return if place.nil? || place['port'].nil?
      front = front_of(place)
      front && { 'via' => front.service, 'port' => place['port'] }
    end

    # HaproxyConfig of a proxy that cookgen configures, nil for every other container.
    def haproxy_config
      return if haproxy.nil?
      patience = ([stop_grace] + behind.map(&:drain_timeout)).max
      members = behind.map { |member| haproxy_member(member) }.compact
      HaproxyConfig.new('settings' => haproxy, 'members' => members, 'patience' => patience)
    end

    # Containers that it is the proxy of.
    def behind
      return [] if haproxy.nil?
      @home.containers.select { |other| other.mode != 'cron' && other.proxy && other.front_of(other.proxy) == first_of_service }
    end

    # [place, reason] per reason why its proxy could not reach it.
    def proxy_problems
      front = proxy && front_of(proxy)
      return [] if front.nil?
      return [['.proxy', "needs a port or a socket: #{front.service} cannot reach it"]] if proxy.keys == ['via']
      return [] if proxy['port'] ? !(nets & front.nets).empty? : front.path_to(self)
      [['.proxy.via', "#{front.service} has #{proxy['port'] ? 'no network' : 'no volume'} in common with it"]]
    end

    # [place, reason]: one door cannot tell whom a request is for.
    def haproxy_problems
      services = behind.map(&:service).uniq
      return [] if services.length < 2
      [['.haproxy', "has one service behind it, not #{services.join(' and ')}: it could not tell whom a request is for"]]
    end

    # How this proxy finds the socket of a member, nil where it does not.
    def path_to(member)
      source, below = member.socket_place
      mount = mounts.find { |from, _, _| source && from == source }
      mount && mount[1].chomp('/') + below
    end

    def front_of(place)
      fronts = @home.all_containers.select { |other| [other.service, other.name].include?(place['via']) }
      fronts.find { |other| !other.haproxy.nil? }
    end

    # Networks in which it can be met.
    def nets
      networks.empty? ? ['docker0'] : networks.map(&:docker_name)
    end

    # Bytes that it may use at most, nil where there is no limit.
    def memory_limit
      Memory.bytes(@fields['mem_limit']) unless Value.blank?(@fields['mem_limit'])
    end

    private

    def first_of_service
      @home.all_containers.find { |other| other.service == service }
    end

    def haproxy_member(member)
      own = { 'service' => member.service, 'name' => member.name }
      place = member.proxy
      return own.merge('port' => place['port']) if place['port']
      path = path_to(member)
      own.merge('path' => path) if path
    end

    def haproxy_mounts(instance)
      return [] if @fields['haproxy'].nil?
      folder = HaproxyFolder.of(app, instance).path
      ["#{folder}/etc:#{HaproxyConfig::CONFIG}:ro", "#{folder}/run:#{HaproxyConfig::RUN}"]
    end
  end
end
