require 'shellwords'

module Cookgen
  # Reads the spellings that JSON in the field really has: "3", "true", "10s". Each answers nil where the value cannot be read.
  module Value
    SECONDS = { 'ms' => 0.001, 's' => 1, 'm' => 60, 'h' => 3600 }.freeze

    module_function

    def blank?(value)
      value.nil? || (value.respond_to?(:empty?) && value.empty?) || (value.is_a?(String) && value.strip.empty?)
    end

    # A whole number >= 0.
    def count(value)
      return value if value.is_a?(Integer) && value >= 0
      Integer(value, 10) if value.is_a?(String) && value =~ /\A\d+\z/
    end

    def boolean(value)
      return value if [true, false].include?(value)
      { 'true' => true, 'yes' => true, '1' => true, 'false' => false, 'no' => false, '0' => false }[value.to_s.downcase]
    end

    # Seconds as a number: 10, 0.5, "10", "200ms", "1m30s".
    def seconds(value)
      return (value >= 0 ? value : nil) if value.is_a?(Numeric)
      return unless value.is_a?(String)
      return number(value) if value =~ /\A\d+(\.\d+)?\z/
      return unless value =~ /\A(\d+(\.\d+)?(ms|s|m|h))+\z/
      parts = value.scan(/(\d+(?:\.\d+)?)(ms|s|m|h)/)
      whole(parts.map { |amount, unit| number(amount) * SECONDS[unit] }.reduce(:+))
    end

    # One scalar as text. Not nil, lists or objects; no NUL, which neither argv nor a file of variables can carry.
    def text(value)
      return value.to_s if value.is_a?(Numeric) || [true, false].include?(value)
      value if value.is_a?(String) && !value.include?("\0")
    end

    # A command as words; a string is split as a shell would split it, and nothing else a shell does happens to it.
    def words(value)
      return split(value) if value.is_a?(String)
      return unless value.is_a?(Array)
      texts = value.map { |word| text(word) }
      texts unless texts.include?(nil)
    end

    def split(text)
      Shellwords.split(text) unless text.include?("\0")
    rescue ArgumentError
      nil
    end

    # Hashes, arrays and strings of any descent (Chef's are frozen, lazy or merged) as plain ones of our own.
    # nil means "not given" and is left out: what `null` does in an override differs between Chef versions.
    def plain(value)
      case value
      when Hash then plain_hash(value)
      when Array then value.reject(&:nil?).map { |item| plain(item) }
      when String then value.dup
      when Symbol then value.to_s
      else value
      end
    end

    def plain_hash(value)
      value.each_with_object({}) { |(key, item), copy| copy[key.to_s] = plain(item) unless item.nil? }
    end

    # Numbers in text first: docker2 before docker10.
    def natural(text)
      text.to_s.scan(/\d+|\D+/).map { |part| part =~ /\A\d/ ? [0, part.to_i, part] : [1, 0, part] }
    end

    def number(text)
      whole(text.to_f)
    end

    def whole(number)
      rounded = number.round(3)
      rounded == rounded.to_i ? rounded.to_i : rounded
    end
  end
end
