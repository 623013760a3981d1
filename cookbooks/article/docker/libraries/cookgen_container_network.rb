module Cookgen
  # The networks that a container is in, and by which names.
  class Container
    # Array of Network, the one that Docker takes when it creates the container first.
    def networks
      given = @fields['networks'] || []
      named = given.is_a?(Hash) ? given : Hash[given.map { |name| [name, {}] }]
      named.map { |network, said| Network.new(app, network, network_aliases(said)) }
    end

    # ['network', 'connect', ...] per further network: to be done after `create`, before `start`.
    def connect_argvs(id)
      networks.drop(1).map { |network| network.connect_argv(id) }
    end

    # The same for a migration or a run of cron, which nobody is to find there.
    def task_connect_argvs(id)
      networks.drop(1).map { |network| Network.new(app, network.name, []).connect_argv(id) }
    end

    private

    def network_aliases(said)
      own = Array(said.is_a?(Hash) ? said['aliases'] : nil).map { |other| fill(other.to_s, name) }
      ([service, name] + own).uniq
    end

    def network_flags
      first = networks.first
      first ? ['--network', first.docker_name, *options('--network-alias', first.aliases)] : []
    end
  end
end
