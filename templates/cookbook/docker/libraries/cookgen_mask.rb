module Cookgen
  # Takes the values of an environment out of what is shown to people.
  class Mask
    # Shorter values ("1", "yes") are no secrets, and masking them would make logs unreadable.
    SHORTEST = 4

    def initialize(environment)
      values = environment.values.flat_map { |value| [value.to_s] + value.to_s.split("\n") }
      @values = values.map(&:strip).select { |value| value.length >= SHORTEST }.uniq.sort_by { |value| -value.length }
    end

    def lines(lines)
      lines.map { |line| @values.reduce(line) { |text, value| text.gsub(value, '***') } }
    end
  end
end
