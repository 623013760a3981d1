require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Plan do
  wanted = Struct.new(:app, :name, :service, :image, :pre_start) do
    attr_accessor :memory_limit, :haproxy

    def update_config
      @update_config ||= { 'parallelism' => 0, 'delay' => 0, 'monitor' => 0 }
    end
  end

  define_method(:wanted) { wanted }

  def step(kind, name, more = {})
    old = Cookgen::Found.new('Id' => name, 'Name' => "/#{name}", 'Config' => { 'Labels' => { 'cookgen.app' => 'shop' } })
    container = wanted.new('shop', name, name, 'image') unless kind == :remove
    Cookgen::Step.new(kind, { :container => container, :old => old, :generation => 2 }.merge(more))
  end

  def rounds(steps, ranks = {})
    described_class.new(steps, ranks, {}).rounds.map do |round|
      [round.launches, round.links, round.removals].map { |part| part.map(&:name) }
    end
  end

  it 'switches together whatever can run side by side' do
    expect(rounds([step(:start, 'a'), step(:replace, 'b'), step(:restart, 'c')])).to eq([[%w(a b c), [], []]])
  end

  it 'gives each container that has to stop first a round of its own, after the others' do
    stop = { :stop_first => 'publishes host port 80' }
    steps = [step(:replace, 'a', stop), step(:replace, 'b'), step(:replace, 'c', stop)]

    expect(rounds(steps, steps[0] => 1, steps[2] => 1)).to eq([[%w(b), [], []], [%w(a), [], []], [%w(c), [], []]])
  end

  it 'removes what is gone as soon as the first round serves' do
    expect(rounds([step(:start, 'a'), step(:remove, 'z')])).to eq([[%w(a), [], %w(z)]])
  end

  it 'removes what is gone before anything has to stop' do
    steps = [step(:replace, 'a', :stop_first => 'publishes host port 80'), step(:remove, 'z')]

    expect(rounds(steps, steps[0] => 1)).to eq([[[], [], %w(z)], [%w(a), [], []]])
  end

  it 'has no rounds where only cron is concerned' do
    expect(rounds([step(:pin, 'cron')])).to eq([])
  end

  it 'has its lines in the order in which things are done' do
    steps = [step(:migrate, 'a'), step(:replace, 'a', :stop_first => 'x'), step(:start, 'b')]
    steps += [step(:remove, 'z'), step(:pin, 'cron')]
    lines = described_class.new(steps, { steps[1] => 1 }, {}).lines

    expect(lines.map { |line| line[%r{\A\w+ [\w/]+}] }).to eq(['migrate shop/a', 'start b', 'remove z', 'replace a', 'run cron'])
  end

  it 'knows the generations that come into being' do
    expect(described_class.new([step(:start, 'a'), step(:remove, 'z')], {}, {}).generations).to eq('shop' => 2)
  end
end
