require_relative 'cookgen_runtime_base'

module Cookgen
  module Runtime
    # OpsWorks with Chef 11.10: one JSON with the trees `opsworks` and `deploy`.
    class Opsworks11 < Base
      private

      def own_hostname
        text(self_hash['hostname'])
      end

      def own_public_ip
        text(self_hash['ip'])
      end

      def own_stack_name
        stack = tree('opsworks')['stack']
        text(stack['name']) if stack.is_a?(Hash)
      end

      def own_layers
        Array(self_hash['layers']).map(&:to_s)
      end

      def own_event
        text(tree('opsworks')['activity'])
      end

      # The service lists hosts that are online; on the first boot of the first host there is none.
      def peers
        layers = tree('opsworks')['layers']
        layer = layers[home_layer] if layers.is_a?(Hash)
        instances = layer['instances'] if layer.is_a?(Hash)
        instances.is_a?(Hash) ? instances.keys : []
      end

      def self_hash
        found = tree('opsworks')['instance']
        found.is_a?(Hash) ? found : {}
      end
    end
  end
end
