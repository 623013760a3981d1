require_relative 'model_helper'

# Every scenario, killed after every action of it, and its next run killed after every action of that.
RSpec.describe 'the deploy engine in a small model of the world' do
  table = Model::Table.new
  after(:all) { puts table }

  Model::Scenarios.all.each do |scenario|
    it "keeps its promises wherever it is killed, twice: #{scenario.name}" do
      started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      checker = Model::Checker.new(scenario, Model::DEPTH).check
      table.add(scenario.name, checker, Process.clock_gettime(Process::CLOCK_MONOTONIC) - started)

      expect(checker.left_out).to eq(0)
    end
  end
end

# The checker is worth what it finds.
RSpec.describe 'a seeded bug' do
  Model::SEEDED.each do |bug|
    it "is found: #{bug.name}" do
      scenario = Model::Scenarios.all.find { |one| one.name == bug.scenario }

      expect { bug.plant { Model::Checker.new(scenario, 1).check } }.to raise_error(Model::Violation, bug.found)
    end
  end
end
