require 'json'

module Cookgen
  # A container that Docker has, as `docker inspect` tells it. What it is for stands in its labels, never in its name.
  class Found
    Mount = Struct.new(:name, :source, :target)

    # `inspected`: one Hash of docker's JSON.
    def initialize(inspected)
      @inspected = inspected
      @state = inspected['State'] || {}
      @labels = (inspected['Config'] || {})['Labels'] || {}
    end

    def id
      @inspected['Id']
    end

    def name
      @inspected['Name'].to_s.sub(%r{\A/}, '')
    end

    def app
      @labels['cookgen.app']
    end

    def service
      @labels['cookgen.container']
    end

    def index
      @labels['cookgen.index'].to_i
    end

    def generation
      @labels['cookgen.generation'].to_i
    end

    # Fingerprint of what it was made from.
    def spec
      @labels['cookgen.spec']
    end

    # The image's id.
    def image
      @labels['cookgen.image'] || @inspected['Image']
    end

    # The path, inside the container, that it binds; nil where it has no socket of its own.
    def socket
      @labels['cookgen.socket']
    end

    # The path by which others find that socket.
    def stable_socket
      @labels['cookgen.stable_socket']
    end

    # How it was found to serve when it was made (Container#readiness); nil where nobody wrote it down.
    def readiness
      read('cookgen.readiness')
    end

    # What stands in front of it, {'via' => service, 'port' => its own}: where a proxy that cookgen configures asks it by TCP.
    def proxy
      read('cookgen.proxy')
    end

    # The name under which proxies know it, whatever its generation.
    def member
      "#{service}#{index}"
    end

    # Where cookgen's files of this proxy are, nil where it is none that cookgen configures.
    def haproxy_folder
      mount = mounts.find { |each| each.target == HaproxyConfig::RUN }
      mount && File.dirname(mount.source)
    end

    # Words to be run in it when it serves, and before it is stopped; nil where there are none.
    def post_start
      read('cookgen.post_start')
    end

    def pre_stop
      read('cookgen.pre_stop')
    end

    # Its variables, name => text.
    def environment
      pairs = (@inspected['Config'] || {})['Env'] || []
      Hash[pairs.map { |pair| pair.split('=', 2) }.select { |pair| pair.length == 2 }]
    end

    # Which instance of which service: equal for all generations.
    def instance
      [app, service, index]
    end

    def running?
      @state['Running'] == true && @state['Restarting'] != true
    end

    # May Docker start it again by itself? Then it is running, as far as taking its place goes.
    def active?
      @state['Running'] == true || @state['Restarting'] == true
    end

    # As Docker calls it: running, exited, created...
    def status
      @state['Status'].to_s
    end

    # When it was made, as Docker writes it.
    def created
      @inspected['Created']
    end

    # What it was to migrate (Migration.key), nil where it is no migration.
    def migration
      @labels['cookgen.migration']
    end

    # Did it run, and come to a good end? One that was never started has an exit status of 0, too.
    def done?
      @state['Status'] == 'exited' && exit_code == 0
    end

    def exit_code
      @state['ExitCode']
    end

    def restarts
      @inspected['RestartCount'].to_i
    end

    # Seconds that it was made to be given when it is stopped; nil where nobody said.
    def stop_grace
      (@inspected['Config'] || {})['StopTimeout']
    end

    def pid
      @state['Pid'].to_i
    end

    def restart_policy
      ((@inspected['HostConfig'] || {})['RestartPolicy'] || {})['Name'].to_s
    end

    # Where it is reached over TCP: its first address, this host's own where it uses the host's network, or nil.
    def address
      return '127.0.0.1' if (@inspected['HostConfig'] || {})['NetworkMode'] == 'host'
      settings = @inspected['NetworkSettings'] || {}
      networks = (settings['Networks'] || {}).values.map { |network| network['IPAddress'] }
      ([settings['IPAddress']] + networks).find { |address| !address.to_s.empty? }
    end

    # Where another container reaches it: in a network that both are in, else where everybody does.
    def address_for(other)
      shared = addresses.keys & other.networks
      shared.empty? ? address : addresses[shared.first]
    end

    # Names of the networks that it is in, or will be when it runs.
    def networks
      ((@inspected['NetworkSettings'] || {})['Networks'] || {}).keys
    end

    # name of a network => its address there
    def addresses
      networks = (@inspected['NetworkSettings'] || {})['Networks'] || {}
      Hash[networks.map { |name, network| [name, network['IPAddress']] }.reject { |_, address| address.to_s.empty? }]
    end

    # Array of the host's ports that are taken from it, or will be when it runs.
    def host_ports
      bindings = (@inspected['HostConfig'] || {})['PortBindings'] || {}
      bindings.values.flat_map { |each| each || [] }.map { |binding| binding['HostPort'].to_i }.reject(&:zero?)
    end

    # Array of Mount with a place on this host.
    def mounts
      all = (@inspected['Mounts'] || []).map { |mount| Mount.new(mount['Name'], mount['Source'], mount['Destination']) }
      all.reject { |mount| mount.source.to_s.empty? }
    end

    private

    def read(label)
      JSON.parse(@labels[label]) if @labels[label]
    rescue JSON::ParserError
      nil
    end
  end
end
