module Cookgen
  # The five time fields of a crontab line.
  module CronSchedule
    MONTHS = %w(jan feb mar apr may jun jul aug sep oct nov dec).freeze
    DAYS = %w(sun mon tue wed thu fri sat).freeze
    # field => [range, names], in the order of the line.
    FIELDS = {
      'minute' => [0..59, []], 'hour' => [0..23, []], 'day' => [1..31, []], 'month' => [1..12, MONTHS], 'weekday' => [0..7, DAYS]
    }.freeze

    module_function

    # "59 * * * *"
    def line(schedule)
      FIELDS.keys.map { |field| schedule.fetch(field, '*').to_s.delete(' ') }.join(' ')
    end

    def sound?(field, value)
      text = Value.text(value).to_s.delete(' ')
      !text.empty? && !text.end_with?(',') && text.split(',', -1).all? { |part| part?(field, part) }
    end

    def hint(field)
      range = FIELDS[field].first
      "should be *, or numbers #{range.first} to #{range.last} with , - and /"
    end

    def part?(field, part)
      body, step, more = part.split('/', -1)
      return false if more || (part.include?('/') && step.to_s !~ /\A[1-9]\d*\z/)
      return true if body == '*'
      ends = body.to_s.split('-', -1).map { |value| number(field, value) }
      ends.length.between?(1, 2) && !ends.include?(nil) && ends.first <= ends.last
    end

    def number(field, text)
      range, names = FIELDS[field]
      at = names.index(text.downcase)
      return range.first + at if at
      text.to_i if text =~ /\A\d+\z/ && range.include?(text.to_i)
    end
  end
end
