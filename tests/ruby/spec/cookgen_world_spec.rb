require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::World do
  wanted = Struct.new(:app, :service, :index, :name)
  define_method(:web) { wanted.new('shop', 'web', 0, 'web0') }

  def found(name, generation, state = {})
    labels = { 'cookgen.app' => 'shop', 'cookgen.container' => 'web', 'cookgen.index' => '0' }
    config = { 'Labels' => labels.merge('cookgen.generation' => generation.to_s) }
    Cookgen::Found.new('Id' => name, 'Name' => "/#{name}", 'State' => state, 'Config' => config)
  end

  def running(name, generation)
    found(name, generation, 'Running' => true)
  end

  def current(*containers)
    found = described_class.new(containers).current(web)
    found && found.name
  end

  it 'takes the one with the name for the one that works, running or not' do
    expect(current(found('web0-g1', 1), found('web0', 2), running('web0-g3', 3))).to eq('web0')
  end

  it 'takes the newest that runs where none has the name' do
    expect(current(running('web0-g1', 1), running('web0-g2', 2), found('web0-g3', 3))).to eq('web0-g2')
  end

  it 'finds none where only old ones are kept' do
    expect(current(found('web0-g1', 1))).to be_nil
  end

  it 'asks Docker in two commands, by label' do
    docker = FakeDocker.new(Cookgen.root)
    docker.foreign('other0')
    docker.foreign('mine0').labels['cookgen.app'] = 'shop'
    docker.foreign('theirs0').labels['cookgen.app'] = 'blog'
    world = described_class.observe(docker, %w(shop))

    expect([world.containers.map(&:name), world.taken('mine0'), world.taken('other0'), world.taken('theirs0')])
      .to eq([%w(mine0), nil, 'a container that cookgen did not make', 'the app blog'])
  end

  it 'knows the highest generation of an app' do
    world = described_class.new([found('a', 9), found('b', 10)])

    expect([world.generation('shop'), world.generation('blog')]).to eq([10, 0])
  end
end
