require_relative 'cookgen_errors'

module Cookgen
  # The proxies that cookgen configures, as far as containers stand behind them by TCP. Sockets are the matter of Sockets.
  class Balancers
    # Seconds HAProxy may need to find a container alive that answers already.
    PATIENCE = 10
    # The same for one that was just started.
    BOOT = 60

    def initialize(docker, clock)
      @docker = docker
      @clock = clock
    end

    # Is this container asked through a slot of a proxy of ours?
    def behind?(found)
      !found.proxy.nil?
    end

    # Do all its proxies send its requests to it alone? What cannot be asked is not judged.
    def leads_to?(member)
      proxies(member).all? { |proxy| proxy.leads_to?(member) }
    rescue Error, SystemCallError, IOError
      false
    end

    # Lets these (Array of Found) have the requests of their members, all at once, when HAProxy reaches each of them. Raises
    # Prober::NotReady; then everything is as it was.
    def lead(members, patience = PATIENCE)
      taken = []
      each(members) { |proxy, member| taken << [proxy, member, proxy.admit(member)] }
      taken.each { |proxy, member, seat| check(member, proxy.problem(seat, patience)) }
      hand_out(taken)
    rescue StandardError => e
      give_back(taken)
      raise e if e.is_a?(Prober::NotReady)
      raise Prober::NotReady.new(taken.empty? ? members.first : taken.last[1], e.message)
    end

    # Nobody new comes to these.
    def leave(members)
      each(members) { |proxy, member| quietly { proxy.leave(member) } }
    end

    # Requests or connections that they still have.
    def connections(member)
      proxies(member).map { |proxy| quietly { proxy.load(member) }.to_i }.reduce(0, :+)
    end

    # They are gone, or will be.
    def forget(members)
      each(members) { |proxy, member| quietly { proxy.forget(member) } }
    end

    # Before a proxy starts: its configuration, with those who serve now. `name`: of its folder; `wanted`: HaproxyConfig.
    def furnish(app, service, name, wanted)
      folder = HaproxyFolder.of(app, name)
      folder.prepare
      proxy = containers(app).find { |found| found.haproxy_folder == folder.path }
      folder.write(wanted, proxy ? slots(app, service, proxy, wanted) : {})
    end

    # Has this proxy (Found), which runs, another configuration than this one? True, too, where nobody can tell.
    def configured?(found, wanted)
      HaproxyFolder.new(found.haproxy_folder).config == wanted
    end

    # Lets a proxy that runs take a configuration over. `how`: :exactly, or :generously with all that it has beside it, since
    # that still serves. Raises HaproxyCli::Refused.
    def configure(id, wanted, how)
      found = @docker.inspect_containers([id]).map { |inspected| Found.new(inspected) }.find(&:running?)
      return if found.nil? || found.haproxy_folder.nil?
      proxy = proxy(found)
      more = how == :generously && proxy.config ? wanted.with(proxy.config) : wanted
      proxy.configure(more)
    end

    # Takes away the folders of proxies that are gone.
    def sweep(apps)
      apps.each { |app| HaproxyFolder.sweep(app, containers(app)) }
    end

    private

    # name of a slot => address, of the containers that serve.
    def slots(app, service, proxy, wanted)
      members = containers(app).select { |found| found.running? && behind?(found) && found.proxy['via'] == service }
      wanted.members.select { |member| member['port'] }.each_with_object({}) do |member, all|
        serving = serving(members.select { |found| found.member == member['name'] })
        address = serving && serving.address_for(proxy)
        all[HaproxyConfig.slots(member['name']).first] = "#{address}:#{serving.proxy['port']}" if address
      end
    end

    # Of several generations the one that has not been replaced yet.
    def serving(generations)
      generations.find { |found| found.name == found.member } || generations.max_by(&:generation)
    end

    def proxy(found)
      Haproxy.new(found, @docker, @clock)
    end

    def check(member, problem)
      raise Prober::NotReady.new(member, problem) if problem
    end

    # Only now that all are reached.
    def hand_out(taken)
      taken.each { |proxy, _, seat| proxy.open(seat) }
      taken.group_by(&:first).each { |proxy, own| proxy.remember(own.map(&:last)) }
    end

    def give_back(taken)
      taken.reverse.each { |proxy, _, seat| quietly { proxy.close(seat) } }
    end

    # A proxy that does not answer sends nobody anything.
    def quietly
      yield
    rescue SystemCallError, IOError
      nil
    end

    def each(members)
      members.select { |member| behind?(member) }.each do |member|
        proxies(member).each { |proxy| yield proxy, member }
      end
    end

    # Array of Haproxy: those of its proxies that run and have slots for it.
    def proxies(member)
      running = containers(member.app).select { |found| found.service == member.proxy['via'] && found.running? }
      running.select(&:haproxy_folder).map { |found| proxy(found) }.select { |proxy| proxy.config && proxy.knows?(member) }
    end

    def containers(app)
      @docker.inspect_containers(@docker.containers(app)).map { |inspected| Found.new(inspected) }
    end
  end
end
