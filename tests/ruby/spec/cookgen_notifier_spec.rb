require_relative 'spec_helper'
require_relative 'support/host'
require_relative 'support/listener'

RSpec.describe Cookgen::Notifier do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  around { |example| Listener.open { |listener| (@listener = listener) && example.run } }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    { 'shop:v1' => 'a', 'shop:v2' => 'b' }.each { |reference, id| docker.publish(reference, "sha256:#{id}") }
    @listener.answers['/api/1/deploy'] = [200, '{"data": {"deploy_id": 42}}']
    allow(docker).to receive(:call) do |_argv|
      Cookgen::Docker::Result.new(0, "RACK_ENV=production\nGIT_REVISION=0123456789\n", '')
    end
  end

  def app(tag, token = 'tok3n')
    said = { 'rollbar' => { 'access_token' => token, 'env_var' => 'RACK_ENV', 'rev_var' => 'GIT_REVISION' } }
    env = { 'RACK_ENV' => 'staging' }
    { 'app' => { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'env' => env, 'notifications' => said } }
  end

  def settings(more = {})
    notifications = { 'rollbar' => { 'url' => @listener.url } }
    { 'cookgen' => { 'notifications' => notifications.merge(more.delete('notifications') || {}) }.merge(more) }
  end

  def deploy(containers, given = settings)
    stack = Host.stack(containers, given)
    notifier = Cookgen::Notifier.new(stack, host.tools, :who => 'ann')
    Cookgen::Deploy.new(stack, host.tools, :notifier => notifier, :who => 'ann').run { |_, work| work.call }
  end

  def heard
    @listener.requests.map { |request| [request.verb, request.path, request.json['status']] }
  end

  it 'tells Rollbar that a deploy started, and by its id that it succeeded' do
    deploy(app('v1'))

    expect(heard).to eq([['POST', '/api/1/deploy', 'started'], ['PATCH', '/api/1/deploy/42', 'succeeded']])
    expect(@listener.requests.map { |request| request.headers['x-rollbar-access-token'] }).to eq(%w(tok3n tok3n))
  end

  it "reads environment and revision as the container has them: the stack's word before the image's" do
    deploy(app('v1'))

    told = @listener.requests.first.json
    expect(told.values_at('environment', 'revision', 'local_username')).to eq(%w(staging 0123456789 ann))
  end

  it 'has words for an environment and a revision that no variable tells' do
    allow(docker).to receive(:call).and_return(Cookgen::Docker::Result.new(1, '', ''))
    containers = app('v1')
    containers['app'].delete('env')
    deploy(containers)

    expect(@listener.requests.first.json.values_at('environment', 'revision')).to eq(%w(production v1))
  end

  it 'tells of a failure' do
    docker.publish('shop:v1', 'sha256:a', :mute)

    expect { deploy(app('v1')) }.to raise_error(Cookgen::DeployFailed)
    expect(heard.last).to eq(['PATCH', '/api/1/deploy/42', 'failed'])
    expect(@listener.requests.last.json['comment'])
      .to match(/\Adeploy of shop to generation 1 on host1 failed .*: app0-g1: not ready/)
  end

  it 'tells of one that failed before there was a plan' do
    expect { deploy(app('v9')) }.to raise_error(Cookgen::DeployFailed)
    expect(heard).to eq([['POST', '/api/1/deploy', 'failed']])
  end

  it 'says nothing with a blank token, where nothing is new, or on another host than the leader' do
    deploy(app('v1', ''))
    deploy(app('v1', ''))
    deploy(app('v2'), settings('leader' => 'host0'))

    expect(heard).to eq([])
  end

  it 'tells a webhook and Slack once, when all is over' do
    deploy(app('v1', ''), settings('notifications' => {
      'webhook' => { 'url' => @listener.url('/hook') }, 'slack' => { 'url' => @listener.url('/slack') }
    }))

    expect(heard).to eq([['POST', '/hook', 'succeeded'], ['POST', '/slack', nil]])
    expect(@listener.requests[0].json).to eq(
      'app' => 'shop', 'kind' => 'deploy', 'to' => 1, 'host' => 'host1', 'who' => 'ann', 'at' => '2026-02-01T12:00:00Z',
      'seconds' => 0.0, 'status' => 'succeeded', 'text' => 'deploy of shop to generation 1 on host1 succeeded after 0.0 s'
    )
    expect(@listener.requests[1].json).to eq('text' => 'deploy of shop to generation 1 on host1 succeeded after 0.0 s')
  end

  it 'takes addresses that are secrets, and never prints one' do
    @listener.answers['/s3cr3t'] = [500, '']
    deploy(app('v1', ''), settings('secrets' => { 'HOOK' => @listener.url('/s3cr3t') }, 'notifications' => {
      'webhook' => { 'url' => { '$secret' => 'HOOK' } }, 'slack' => { 'url' => 'not s3cr3t' }
    }))

    expect(heard.map { |_, path, _| path }).to eq(%w(/s3cr3t))
    expect(host.log.lines.last(2)).to eq([
      'warning: webhook was not told that deploy of shop to generation 1 on host1 succeeded after 0.0 s: 127.0.0.1 answered 500',
      'warning: slack was not told that deploy of shop to generation 1 on host1 succeeded after 0.0 s: its address is no URL',
    ])
  end

  it 'never lets a deploy fail, or wait for long' do
    stub_const('Cookgen::Post::SECONDS', 0.05)
    @listener.answers['/api/1/deploy'] = :silence
    deploy(app('v1'))

    expect(docker.serving).to eq('app0' => 'sha256:a')
    expect(host.log.lines.last).to match(/\Awarning: Rollbar was not told .*: 127\.0\.0\.1 did not answer within 0\.05 s\z/)
  end

  it 'says where nobody listens' do
    @listener.close
    deploy(app('v1'))

    expect(host.log.lines.last).to match(/127\.0\.0\.1 cannot be reached: Errno::ECONNREFUSED\z/)
  end

  it 'tells of a rollback' do
    %w(v1 v2).each { |tag| deploy(app(tag)) }
    stack = Host.stack(app('v2'), settings)
    notifier = Cookgen::Notifier.new(stack, host.tools, :who => 'ann')
    Cookgen::Rollback.new(stack, host.tools, :notifier => notifier).run { |_, work| work.call }

    expect(@listener.requests.last.json['comment']).to match(/\Arollback of shop to generation 1 on host1 succeeded/)
  end

  describe Cookgen::LastDeploy do
    def again(containers = app('v1'))
      stack = Host.stack(containers, settings)
      lines = []
      described_class.new(stack, host.tools, ['shop'], :who => 'ann').run do |plan, work|
        lines.concat(plan)
        work.call
      end
      lines
    end

    it 'has nothing to tell where the deploy itself did' do
      deploy(app('v1'))

      expect(again).to eq([])
    end

    it 'tells what Rollbar could not hear then, once' do
      @listener.answers['/api/1/deploy'] = [503, '']
      deploy(app('v1'))
      @listener.answers['/api/1/deploy'] = [200, '{}']
      @listener.requests.clear

      expect([again, again]).to eq([['tell Rollbar of the last deploy of shop'], []])
      expect(heard).to eq([['POST', '/api/1/deploy', 'succeeded']])
    end

    it 'tells nothing without a token, or before the first deploy' do
      expect(again).to eq([])
      deploy(app('v1', ''))
      expect(again(app('v1', ''))).to eq([])
    end
  end
end
