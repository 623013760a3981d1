require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Migration do
  let(:host) { Host.new }
  let(:state) { Cookgen::State.load('shop') }

  def step(migration = 'rake db:migrate')
    fields = { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto', 'migration' => migration }
    container = Host.stack('web' => fields.merge('env' => { 'PASSWORD' => 'hunter2' })).app('shop').containers.first
    Cookgen::Step.new(:migrate, :container => container, :image_id => 'sha256:a')
  end

  def run(step)
    described_class.new(host.tools).run(step, state)
  end

  it 'runs in a container of its own that stays until it is written down, its variables unseen' do
    words = nil
    allow(host.docker).to receive(:run_once) do |argv, _|
      words = argv
      Cookgen::Docker::Result.new(0, '', '')
    end
    run(step)

    expect([words.first, words.last(3)]).to eq(['run', %w(sha256:a rake db:migrate)])
    expect(words).to include("cookgen.migration=#{described_class.key(step.container, 'sha256:a')}")
    expect(words).not_to include('--rm')
    expect(words.join(' ')).not_to include('hunter2')
  end

  it 'is remembered at once' do
    run(step)

    expect(Cookgen::State.load('shop').migrated).to eq([described_class.key(step.container, 'sha256:a')])
  end

  it 'is not remembered where it failed' do
    host.docker.migration = Cookgen::Docker::Result.new(1, '', 'no table')

    expect { run(step) }.to raise_error(Cookgen::DeployFailed, /nothing was touched\z/)
    expect(Cookgen::State.load('shop').migrated).to eq([])
  end

  it 'says so where it takes too long' do
    host.docker.migration = Cookgen::Docker::Result.new(nil, '', '')

    expect { run(step('command' => 'rake db:migrate', 'timeout' => 5)) }
      .to raise_error(Cookgen::DeployFailed, /not done after 5 s/)
  end

  it 'waits for one that outlived its run, then takes it away' do
    waited = []
    host.docker.foreign('left').labels['cookgen.task'] = 'shop/web0/migration'
    allow(host.docker).to receive(:wait) { |id, _| waited << id }
    run(step)

    expect([waited, host.docker.named('left')]).to eq([%w(id1), nil])
  end

  def left(status, key = described_class.key(step.container, 'sha256:a'))
    box = host.docker.foreign('left')
    box.labels.merge!('cookgen.task' => 'shop/web0/migration', 'cookgen.migration' => key)
    box.status = status
    allow(host.docker).to receive(:inspect_containers).and_wrap_original do |original, names|
      original.call(names).each { |one| one['State']['ExitCode'] = 0 }
    end
  end

  it 'is not done again where one that outlived its run came to a good end' do
    left('exited')
    run(step)

    expect([host.docker.commands.grep(/\Arun/), host.docker.named('left')]).to eq([[], nil])
    expect(Cookgen::State.load('shop').migrated.length).to eq(1)
  end

  it 'is done where what is left was never started, or was for another image' do
    { 'created' => described_class.key(step.container, 'sha256:a'), 'exited' => 'sha256:b web 12345678' }.each do |status, key|
      left(status, key)
      run(step)
    end

    expect(host.docker.commands.grep(/\Arun/).length).to eq(2)
  end

  it 'leaves nothing behind of what is written down' do
    left('exited')
    state.migrated << described_class.key(step.container, 'sha256:a')
    described_class.tidy(host.docker, 'shop' => state)

    expect(host.docker.named('left')).to be_nil
  end

  it 'is another one for another image, service or command' do
    keys = [described_class.key(step.container, 'sha256:a'), described_class.key(step.container, 'sha256:b'),
            described_class.key(step('rake db:setup').container, 'sha256:a')]

    expect(keys.uniq.length).to eq(3)
  end
end
