module Cookgen
  # Whatever cookgen itself has to say about a run that cannot go on.
  class Error < StandardError
  end

  # What came out of the merge cannot be deployed. Nothing on the host has been touched yet.
  class InvalidStack < Error
    # Array of 'path: reason', all there are, in the order of the stack.
    attr_reader :problems

    def initialize(problems)
      @problems = problems
      super("the stack cannot be deployed; nothing was touched:\n" + problems.map { |line| "  #{line}" }.join("\n"))
    end
  end
end
