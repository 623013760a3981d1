require_relative 'cookgen_runtime_base'

module Cookgen
  module Runtime
    # OpsWorks with Chef 12: data bags of the service, joined with node['deploy'] of the custom JSON by short name.
    class Opsworks12 < Base
      def initialize(node, search, secret = nil)
        super(node, secret)
        @search = search
        @bags = {}
      end

      # Apps that only the service knows stand there too: one of them may be ours under a mistyped short name.
      def deploy
        @deploy ||= Hash[bag('aws_opsworks_app').map { |item| [Slug.of(item['shortname']), {}] }].merge(super)
      end

      # A deploy or undeploy command names its apps; any other event means all of them.
      def deploying?(slug)
        return false unless super
        named = %w(deploy undeploy).include?(event) ? bag('aws_opsworks_app').select { |item| named?(item) } : []
        named.empty? || named.any? { |item| Slug.of(item['shortname']) == slug }
      end

      def variables(slug)
        settings = app(slug)['environment']
        settings.is_a?(Hash) ? texts(settings).merge(super) : super
      end

      def database(slug)
        super || rds(slug)
      end

      private

      def adapter(engine)
        case engine.to_s
        when /postgres/ then 'postgresql'
        when /mysql|maria|\Aaurora\z/ then 'mysql2'
        else engine.to_s
        end
      end

      def rds(slug)
        source = Array(app(slug)['data_sources']).find { |item| item.is_a?(Hash) && !Value.blank?(item['arn']) }
        return unless source
        instance = bag('aws_opsworks_rds_db_instance').find { |item| item['rds_db_instance_arn'] == source['arn'] }
        return if instance.nil? || Value.blank?(instance['address'])
        {
          'adapter' => adapter(instance['engine']),
          'database' => source['database_name'],
          'host' => instance['address'],
          'password' => instance['db_password'],
          'port' => instance['port'],
          'reconnect' => true,
          'username' => instance['db_user'],
        }
      end

      def own_hostname
        text(myself['hostname'])
      end

      def own_public_ip
        text(myself['public_ip']) || text(myself['elastic_ip'])
      end

      def own_stack_name
        text((bag('aws_opsworks_stack').first || {})['name'])
      end

      def own_layers
        roles(myself)
      end

      def own_event
        text(command['type'])
      end

      def own_who
        text(command['iam_user_arn'])
      end

      # The service marks apps that it deploys; of those that it undeploys the command alone may know.
      def named?(item)
        args = command['args']
        ids = args.is_a?(Hash) ? Array(args['app_ids']) : []
        on?(item['deploy']) || (event == 'undeploy' && ids.include?(item['app_id']))
      end

      def command
        bag('aws_opsworks_command').first || {}
      end

      def peers
        online = bag('aws_opsworks_instance').select do |item|
          item['status'] == 'online' && roles(item).include?(home_layer)
        end
        online.map { |item| item['hostname'].to_s }
      end

      def roles(instance)
        Array(instance['role']).map(&:to_s)
      end

      def myself
        bag('aws_opsworks_instance').find { |item| on?(item['self']) } || {}
      end

      def app(slug)
        bag('aws_opsworks_app').find { |item| Slug.of(item['shortname']) == slug } || {}
      end

      def on?(value)
        Value.boolean(value) == true
      end

      # One look per bag and run.
      def bag(name)
        @bags[name] ||= @search.call(name).map { |item| Value.plain(item) }
      end
    end
  end
end
