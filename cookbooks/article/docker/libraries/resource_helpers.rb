# The only place where a Chef node becomes plain values.
module Cookgen
  NODE_KEYS = %w(
    cloud cloud_v2 cookgen deploy docker ec2 fqdn hostname logrotate manual opsworks platform platform_family platform_version
  ).freeze

  SECRETS = 'cookgen_secrets'.freeze

  # The stack of this host. Raises InvalidStack. Only for converge time: attributes may still change while recipes compile.
  def self.stack(node, _run_context = nil)
    Stack.new(runtime(node))
  end

  def self.runtime(node)
    Runtime.detect(plain_node(node), ->(name) { remembered(node)[name] ||= data_bag(name) }, method(:secret_item))
  end

  # Data bags do not change within a run.
  def self.remembered(node)
    return {} unless node.respond_to?(:run_state)
    node.run_state['cookgen_data_bags'] ||= {}
  end

  # Only what attributes say, no data bags: for recipes that compile.
  def self.settings(node)
    Runtime::Plain.new(plain_node(node))
  end

  # Plain Hash of the attributes that cookgen reads.
  def self.plain_node(node)
    NODE_KEYS.each_with_object({}) do |key, all|
      value = node[key]
      all[key] = Value.plain(value) unless value.nil?
    end
  end

  def self.platform(node)
    values = plain_node(node)
    Platform.new(values['platform'], values['platform_family'], values['platform_version'], settings(node).install)
  end

  # Array of Hash, one per item; [] where there is no such bag.
  def self.data_bag(name)
    ids(name).map { |id| Value.plain(Chef::DataBagItem.load(name, id).to_hash) }
  end

  # The item `name` of the data bag of secrets, decrypted; nil where there is none. Raises Error where it cannot be read.
  def self.secret_item(name)
    return unless ids(SECRETS).include?(name)
    item = Value.plain(Chef::DataBagItem.load(SECRETS, name).to_hash)
    return item unless item.values.any? { |value| value.is_a?(Hash) && value.key?('encrypted_data') }
    Value.plain(Chef::EncryptedDataBagItem.load(SECRETS, name).to_hash)
  rescue StandardError => e
    raise Error, "its item in the data bag #{SECRETS} cannot be read: #{e.message.lines.first.to_s.strip}"
  end

  # Names of a bag's items.
  def self.ids(bag)
    Chef::DataBag.load(bag).keys
  rescue Chef::Exceptions::InvalidDataBagPath
    []
  rescue StandardError => e
    raise unless e.respond_to?(:response) && e.response.respond_to?(:code) && e.response.code.to_s == '404'
    []
  end

  # Does any app want cron?
  def self.cron?(node)
    containers = settings(node).deploy.values.map { |entry| entry['containers'] }.select { |found| found.is_a?(Hash) }
    containers.flat_map(&:values).any? { |fields| fields.is_a?(Hash) && fields['deploy'] == 'cron' }
  end
end
