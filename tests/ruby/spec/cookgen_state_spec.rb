require_relative 'spec_helper'

RSpec.describe Cookgen::State do
  it 'is empty for an app that was never deployed' do
    state = described_class.load('shop')

    expect([state.images, state.migrated, state.generation, state.history]).to eq([{}, [], 0, []])
  end

  it 'remembers what was saved' do
    state = described_class.load('shop')
    state.images['web'] = 'sha256:1'
    state.migrated << 'sha256:1 web'
    state.generation = 7
    state.history << { 'result' => 'ok' }
    state.save

    again = described_class.load('shop')
    expect([again.images, again.migrated, again.generation, again.history])
      .to eq([{ 'web' => 'sha256:1' }, ['sha256:1 web'], 7, [{ 'result' => 'ok' }]])
  end

  it 'keeps apps apart' do
    state = described_class.load('shop')
    state.generation = 7
    state.save

    expect(described_class.load('blog').generation).to eq(0)
  end

  it 'forgets the oldest history' do
    state = described_class.load('shop')
    60.times { |number| state.history << { 'generation' => number } }
    state.save

    expect(described_class.load('shop').history.map { |entry| entry['generation'] }).to eq((10..59).to_a)
  end

  it 'lies in the root, readable by its owner only' do
    described_class.load('shop').save

    expect(File.stat(File.join(Cookgen.root, 'shop', 'state.json')).mode & 0777).to eq(0600)
  end
end
