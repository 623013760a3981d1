require_relative 'spec_helper'
require_relative 'support/host'

# Hooks of containers, in whole deploys.
RSpec.describe Cookgen::Hooks do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    { 'shop:v1' => 'a', 'shop:v2' => 'b' }.each { |reference, id| docker.publish(reference, "sha256:#{id}") }
  end

  def app(tag, more = {})
    hooks = { 'pre_start' => ['prepare', 'a b'], 'post_start' => 'warm up', 'pre_stop' => 'leave now' }
    { 'app' => {
      'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'volumes_from' => ['socks'],
      'command' => 'unicorn -l /socks/%{app_name}.sock', 'env' => { 'PASSWORD' => 'hunter2hunter2' }
    }.merge(hooks).merge(more) }
  end

  def failing(words)
    docker.answers[words] = Cookgen::Docker::Result.new(2, '', "no hunter2hunter2\n")
  end

  def order
    docker.commands.grep(/\A(run|create|start|exec|link|look|stop)/).uniq
  end

  it 'runs each at its time: before anything is made, before it is reached, when it is reached no more' do
    host.deploy(app('v1'))
    docker.commands.clear
    host.deploy(app('v2'))

    expect(order).to eq([
      'run a b', 'create app0-g2', 'start app0-g2', 'exec app0-g2 warm up', 'link app0.sock app0-g2.sock',
      'look app0-g1', 'exec app0-g1 leave now', 'stop app0-g1'
    ])
  end

  it 'says so in the plan' do
    expect(host.deploy(app('v1')).first).to eq('run pre_start of shop/app')
  end

  it 'prepares once for all instances, each time that one is replaced' do
    2.times { |at| host.deploy(app("v#{at + 1}", 'containers' => 2)) }
    host.deploy(app('v2', 'containers' => 2))

    expect(docker.commands.grep(/\Arun/)).to eq(['run a b', 'run a b'])
  end

  it 'touches nothing where preparing fails, and shows its last words without secrets' do
    host.deploy(app('v1'))
    docker.commands.clear
    docker.migration = Cookgen::Docker::Result.new(1, "hunter2hunter2\n", "no\n")

    expect { host.deploy(app('v2')) }.to raise_error(
      Cookgen::DeployFailed,
      "deploy failed at pre_start: app: exit status 1\nits last lines:\n  | ***\n  | no\nnothing was touched",
    )
    expect(docker.serving).to eq('app0' => 'sha256:a')
    expect(docker.commands.grep(/\A(create|stop|link)/)).to eq([])
  end

  it 'undoes the deploy where post_start fails: what served serves on, nothing new is left' do
    host.deploy(app('v1'))
    failing('warm')

    expect { host.deploy(app('v2')) }
      .to raise_error(Cookgen::DeployFailed, /\Adeploy failed at post_start: app0-g2: post_start of app0-g2: no/)
    expect([docker.boxes.map(&:name), docker.serving, host.journals]).to eq([%w(app0), { 'app0' => 'sha256:a' }, []])
    expect(host.behind('app0.sock').name).to eq('app0')
  end

  it 'stops a container whose pre_stop fails all the same' do
    host.deploy(app('v1'))
    failing('leave')
    host.deploy(app('v2'))

    expect(docker.serving).to eq('app0' => 'sha256:b')
    expect(host.log.lines.grep(/pre_stop failed/).length).to eq(1)
  end

  it 'goes by the hooks that a container was made with' do
    host.deploy(app('v1'))
    docker.commands.clear
    host.deploy(app('v2', 'pre_stop' => 'something else'))

    expect(docker.commands.grep(/exec app0-g1/)).to eq(['exec app0-g1 leave now'])
  end

  it 'replaces nothing where only hooks changed' do
    host.deploy(app('v1'))

    expect(host.deploy(app('v1', 'pre_stop' => 'something else'))).to eq([])
  end

  it 'prepares with the limits and networks of the container, and under a label of its own' do
    argv = Host.stack(app('v1', 'mem_limit' => '64m')).apps.first.containers.first.pre_start_argv('sha256:a', %w(--env-file x))

    expect(argv.first(4)).to eq(%w(run --rm --label cookgen.task=shop/app0/pre_start))
    expect(argv.last(5)).to eq(['--env-file', 'x', 'sha256:a', 'prepare', 'a b'])
    expect(argv.each_cons(2).to_a).to include(%w(--memory 64m))
  end
end
