require_relative 'cookgen_errors'

module Cookgen
  # A deploy that did not come to its end: where it stopped, why, what the container said last, and what serves now.
  class DeployFailed < Error
    attr_reader :step, :container, :reason, :log_lines, :outcome

    # Options :container (name), :reason, :log_lines (Array, masked), :outcome (what serves now), all text.
    def initialize(step, options)
      @step = step
      @container = options[:container]
      @reason = options[:reason]
      @log_lines = options[:log_lines] || []
      @outcome = options[:outcome] || 'nothing was touched'
      super(words)
    end

    private

    def words
      head = ["deploy failed at #{step}", container, reason].compact.join(': ')
      tail = log_lines.empty? ? [] : ['its last lines:'] + log_lines.map { |line| "  | #{line}" }
      [head, *tail, outcome].join("\n")
    end
  end
end
