# The only place where a Chef node becomes plain values.
module Cookgen
  NODE_KEYS = %w(
    cloud cloud_v2 cookgen deploy docker ec2 fqdn hostname logrotate manual opsworks platform platform_family platform_version
  ).freeze

  # The stack of this host. Raises InvalidStack. Only for converge time: attributes may still change while recipes compile.
  def self.stack(node, _run_context = nil)
    Stack.new(runtime(node))
  end

  def self.runtime(node)
    Runtime.detect(plain_node(node), method(:data_bag))
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
    install = values['docker'].is_a?(Hash) ? values['docker']['install'] : nil
    Platform.new(values['platform'], values['platform_family'], values['platform_version'], install.is_a?(Hash) ? install : {})
  end

  # Array of Hash, one per item; [] where there is no such bag.
  def self.data_bag(name)
    Chef::DataBag.load(name).keys.map { |id| Value.plain(Chef::DataBagItem.load(name, id).to_hash) }
  rescue Chef::Exceptions::InvalidDataBagPath
    []
  rescue StandardError => error
    raise unless error.respond_to?(:response) && error.response.respond_to?(:code) && error.response.code.to_s == '404'
    []
  end

  # Does any app on this host want cron? Answers from attributes alone, for recipes that compile.
  def self.cron?(node)
    deploy = plain_node(node)['deploy']
    return false unless deploy.is_a?(Hash)
    containers = Merge.new(deploy).entries.values.map { |entry| entry['containers'] }.select { |found| found.is_a?(Hash) }
    containers.flat_map(&:values).any? { |fields| fields.is_a?(Hash) && fields['deploy'] == 'cron' }
  end
end
