module Cookgen
  # What the host was told, whoever told it. The back end is chosen by what is there.
  module Runtime
    LOG_OPTS = { 'max-size' => '10m', 'max-file' => '3' }.freeze

    module_function

    # `node`: plain nested Hash; `search`: call(bag) -> Array of Hash, [] where there is no such bag; `secret`: see Secrets.
    def detect(node, search, secret = nil)
      return Opsworks11.new(node, secret) unless Value.blank?(node['opsworks'])
      apps = search.call('aws_opsworks_app')
      return Plain.new(node, secret) if apps.empty?
      Opsworks12.new(node, search, secret)
    end
  end
end
