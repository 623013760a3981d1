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

  it 'runs in a container of its own that is gone afterwards, its variables unseen' do
    words = nil
    allow(host.docker).to receive(:run_once) do |argv, _|
      words = argv
      Cookgen::Docker::Result.new(0, '', '')
    end
    run(step)

    expect([words.first(2), words.last(3)]).to eq([%w(run --rm), %w(sha256:a rake db:migrate)])
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

  it 'is another one for another image, service or command' do
    keys = [described_class.key(step.container, 'sha256:a'), described_class.key(step.container, 'sha256:b'),
            described_class.key(step('rake db:setup').container, 'sha256:a')]

    expect(keys.uniq.length).to eq(3)
  end
end
