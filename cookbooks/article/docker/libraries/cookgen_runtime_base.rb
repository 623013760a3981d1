module Cookgen
  module Runtime
    # What all back ends have in common: our own attributes, and node['cookgen'] which overrides what a runtime says.
    class Base
      attr_reader :secrets

      # `node`: plain nested Hash, nothing in it is taken for granted; `secret`: call(name) -> item of a data bag, see Secrets.
      def initialize(node, secret = nil)
        @node = Value.plain(node)
        @merge = Merge.new(tree('deploy'))
        @secrets = Secrets.new(override('secrets'), secret)
      end

      # slug => Hash, every app the host was told of, ours or not.
      def deploy
        @merge.entries
      end

      # Array of 'path: reason' about the shape of `deploy` itself.
      def problems
        @merge.problems
      end

      # Is this app meant by the run? Not by default where it has no containers.
      def deploying?(slug)
        !entry(slug)['containers'].nil?
      end

      # The app's variables as the runtime delivers them, name => text; a reference to a secret that is not to be had stays.
      def environment(slug)
        variables(slug).each_with_object({}) { |(name, value), all| all[name] = secrets.reveal(value) }
      end

      # The same with all references.
      def variables(slug)
        %w(environment environment_variables).reduce({}) do |all, key|
          own = entry(slug)[key]
          own.is_a?(Hash) ? all.merge(texts(own)) : all
        end
      end

      # Hash with adapter, database, host, password, port, reconnect, username; nil where none is attached.
      def database(slug)
        found = entry(slug)['database']
        secrets.reveal(found) if found.is_a?(Hash) && !Value.blank?(found['host'])
      end

      # host => {'username' =>, 'password' =>} or {'credential_helper' =>}
      def registries
        found = tree('docker')['registries']
        found.is_a?(Hash) ? secrets.reveal(found) : {}
      end

      # Options of docker.install.
      def install
        found = tree('docker')['install']
        found.is_a?(Hash) ? found : {}
      end

      # Limits of container logs, as Docker names them.
      def log_opts
        found = install['log_opts']
        found.is_a?(Hash) ? found : LOG_OPTS
      end

      # Physical name of the container that ships logs, or nil.
      def forwarder
        name = tree('logrotate')['forwarder']
        name.to_s unless Value.blank?(name)
      end

      # Whom to tell about deploys: {'webhook' => {'url'}, 'slack' => {'url'}, 'rollbar' => {'url'}}.
      def notifications
        secrets.reveal(options('notifications'))
      end

      # On whose behalf this run is, nil where nobody says.
      def who
        text(override('who')) || own_who
      end

      # What node['cookgen'] has for one operation, as a Hash.
      def options(name)
        found = override(name)
        found.is_a?(Hash) ? found : {}
      end

      # Names of manual containers to be replaced this time. A string is one name or several with commas between.
      def manual
        given = @node['manual']
        given = given.split(/[\s,]+/) if given.is_a?(String)
        Array(given).map(&:to_s).reject(&:empty?)
      end

      def hostname
        text(override('hostname')) || own_hostname || text(@node['hostname']) || first_label(@node['fqdn']) || 'localhost'
      end

      # nil where the host has none or nobody knows.
      def public_ip
        text(override('public_ip')) || own_public_ip
      end

      def stack_name
        text(override('stack_name')) || own_stack_name
      end

      # Short names of the layers this host is in; nil where the runtime has no layers.
      def layers
        given = override('layers')
        return Array(given).map(&:to_s) unless given.nil?
        own_layers unless Value.blank?(own_layers)
      end

      # Does this host do what one host has to do for all? `cookgen.leader` is true, false or the host's name.
      def leader?
        given = override('leader')
        return (Value.boolean(given).nil? ? given.to_s == hostname : Value.boolean(given)) unless given.nil?
        first = peers.min_by { |name| Value.natural(name) }
        first.nil? || first == hostname
      end

      def event
        text(override('event')) || own_event || 'deploy'
      end

      def inspect
        "#<#{self.class}>"
      end

      private

      # Host names of the online hosts of this host's layer.
      def peers
        []
      end

      def own_hostname
        nil
      end

      def own_public_ip
        nil
      end

      def own_stack_name
        nil
      end

      def own_layers
        nil
      end

      def own_event
        nil
      end

      def own_who
        nil
      end

      # The layer whose hosts share the work: `docker` where the host is in it.
      def home_layer
        mine = own_layers || []
        (mine & %w(docker)).first || mine.first
      end

      def entry(slug)
        deploy[slug] || {}
      end

      def override(name)
        tree('cookgen')[name]
      end

      def tree(name)
        found = @node[name]
        found.is_a?(Hash) ? found : {}
      end

      def text(value)
        value.to_s unless Value.blank?(value)
      end

      def first_label(name)
        text(name) && name.to_s.split('.').first
      end

      # Values that are no text stay: validation names them.
      def texts(variables)
        variables.each_with_object({}) { |(name, value), all| all[name] = Value.text(value) || value }
      end
    end
  end
end
