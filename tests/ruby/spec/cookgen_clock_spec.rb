require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Clock do
  it 'only runs forwards' do
    clock = described_class.new

    expect(clock.now).to be <= clock.now
  end

  it 'asks again until there is an answer' do
    answers = [nil, false, :yes]

    expect(FakeClock.new.until(10, 1) { answers.shift }).to eq(:yes)
  end

  it 'gives up when the time is over, after one last question' do
    clock = FakeClock.new
    asked = 0

    expect([clock.until(1, 0.4) { (asked += 1) && nil }, asked]).to eq([nil, 4])
  end
end
