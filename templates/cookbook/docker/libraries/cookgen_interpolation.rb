module Cookgen
  # Replaces %{name} and nothing else: `date +%Y`, `50%` and passwords full of % stay as they are.
  # Ruby's own format strings raise on the first two and silently corrupt the third.
  module Interpolation
    HOLE = /%\{([^}]*)\}/.freeze
    NAMES = %w(app_name instance public_ip opsworks).freeze

    module_function

    # `values`: name => text. A hole without a value stays; validation has reported it by then.
    def fill(text, values)
      text.gsub(HOLE) { |hole| values[Regexp.last_match(1)] || hole }
    end

    # Names of the holes in all texts of a nested value.
    def holes(value)
      case value
      when String then value.scan(HOLE).flatten
      when Array then value.flat_map { |item| holes(item) }
      when Hash then value.values.flat_map { |item| holes(item) }
      else []
      end
    end
  end
end
