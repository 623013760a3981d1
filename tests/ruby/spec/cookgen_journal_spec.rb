require_relative 'spec_helper'

RSpec.describe Cookgen::Journal do
  def move(app, name)
    Cookgen::Move.new('app' => app, 'name' => name, 'generation' => 3, 'readiness' => { 'kind' => 'settle', 'settle' => 0.5 })
  end

  it 'has nothing to say where no round is under way' do
    expect(described_class.new('shop').read).to be_nil
  end

  it 'reads back phase and moves, each app its own' do
    moves = [move('shop', 'web0'), move('blog', 'web1'), move('shop', 'db0')]
    described_class.note('starting', moves)
    phase, own = described_class.new('shop').read

    expect([phase, own.map(&:to_h)]).to eq(['starting', [moves[0].to_h, moves[2].to_h]])
  end

  it 'is gone when the round is over' do
    moves = [move('shop', 'web0'), move('blog', 'web1')]
    described_class.note('switching', moves)
    described_class.close(moves)

    expect(%w(shop blog).map { |app| described_class.new(app).read }).to eq([nil, nil])
  end
end
