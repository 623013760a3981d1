LIBRARIES = File.expand_path('../../../templates/cookbook/docker/libraries', __dir__)

Dir[File.join(LIBRARIES, 'cookgen_*.rb')].sort.each { |path| require path }

require_relative 'checker'
require_relative 'scenarios'
require_relative 'seeded'

Model.install

module Model
  # How deep one looks, in kills in a row: five with COOKGEN_MODEL=full (a nightly run), else two.
  FULL = ENV['COOKGEN_MODEL'] == 'full'
  DEPTH = FULL ? 5 : 2

  # One line per scenario, and what they come to.
  class Table
    HEAD = %w(states runs actions pairs deepest).freeze

    def initialize
      @rows = []
    end

    def add(name, checker, seconds)
      @rows << [name, checker.states.size, checker.runs, checker.transitions, checker.pairs, checker.deepest, seconds]
    end

    def to_s
      sums = (1..4).map { |column| @rows.map { |row| row[column] }.inject(0, :+) }
      all = [['together', *sums, @rows.map { |row| row[5] }.max, @rows.map(&:last).inject(0, :+)]]
      head = format("%-46s %8s %8s %10s %10s %8s %8s\n", 'scenario', *HEAD, 'seconds')
      head + (@rows + all).map { |row| format("%-46s %8d %8d %10d %10d %8d %8.1f\n", *row) }.join
    end
  end
end

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.warnings = true
end
