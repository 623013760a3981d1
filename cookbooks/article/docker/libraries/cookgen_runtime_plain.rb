require_relative 'cookgen_runtime_base'

module Cookgen
  module Runtime
    # chef-client in local mode, AWS-ApplyChefRecipes: the JSON carries everything.
    class Plain < Base
      private

      def own_public_ip
        %w(cloud cloud_v2 ec2).each do |source|
          found = tree(source)['public_ipv4']
          return found if found.is_a?(String) && !found.empty?
        end
        nil
      end
    end
  end
end
