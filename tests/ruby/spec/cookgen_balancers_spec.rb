require_relative 'spec_helper'
require_relative 'support/host'

# Plain TCP apps behind a proxy that cookgen configures, on a host in memory.
RSpec.describe Cookgen::Balancers do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    { 'shop:v1' => 'a', 'shop:v2' => 'b', 'haproxy:v1' => 'c', 'haproxy:v2' => 'd' }.each do |reference, id|
      docker.publish(reference, "sha256:#{id}")
    end
  end

  after { docker.boxes.each { |box| box.haproxy.stop if box.haproxy } }

  def web(tag, more = {})
    fields = { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => 2 }
    { 'web' => fields.merge('proxy' => { 'via' => 'haproxy', 'port' => 3000 }).merge(more) }
  end

  def proxy(more = {}, fields = {})
    front = { 'image' => 'haproxy', 'tag' => 'v1', 'deploy' => 'manual', 'ports' => ['80:8080'] }.merge(fields)
    { 'haproxy' => front.merge('haproxy' => { 'listen' => 8080, 'http_check' => '/up' }.merge(more)) }
  end

  def deploy(tag, more = {}, settings = {})
    host.deploy(web(tag, more).merge(proxy), settings)
  end

  def haproxy
    docker.named('haproxy0').haproxy
  end

  # Names of those who have the requests.
  def serving
    haproxy.serving.map { |address| docker.up.find { |box| "#{box.address}:3000" == address }.name }
  end

  def failure
    yield
    nil
  rescue Cookgen::DeployFailed => e
    e
  end

  it 'comes up after those who stand behind it, and with them' do
    lines = deploy('v1')

    expect([serving, docker.commands.grep(/\Astart/), lines.length])
      .to eq([%w(web0 web1), ['start web0-g1', 'start web1-g1', 'start haproxy0-g1'], 3])
  end

  context 'where the first version runs' do
    before do
      deploy('v1')
      haproxy.commands.clear
    end

    it 'has nothing to do the second time' do
      expect(deploy('v1')).to eq([])
    end

    it 'switches each instance to its other slot, the old ones drained before they stop' do
      deploy('v2')

      expect([serving, docker.serving.values]).to eq([%w(web0 web1), %w(sha256:c sha256:b sha256:b)])
      expect(haproxy.commands.map { |words| words.sub(%r{set server web/}, '').sub(/addr .*/, 'addr') }).to eq([
        'web0-b state maint', 'web0-b addr', 'web0-b state drain', 'web0-b health down',
        'web1-b state maint', 'web1-b addr', 'web1-b state drain', 'web1-b health down',
        'web0-b state ready', 'web0-a state drain', 'web1-b state ready', 'web1-a state drain',
        'web0-a state maint', 'web1-a state maint'
      ])
    end

    it 'comes back to the first slot with the third version' do
      deploy('v2')
      deploy('v1')

      expect(haproxy.servers.values.select { |server| server.admin.zero? }.map(&:slot)).to eq(%w(web0-a web1-a))
    end

    it 'waits for the requests that an old one has, no longer than it is told' do
      haproxy.servers['web0-a'].sessions = 1
      deploy('v2')

      expect(host.log.lines).to include('warning: web0-g1 still has 1 connections after 30 s and is stopped all the same')
    end

    it 'writes down what a restart of the proxy is to come up with' do
      deploy('v2')
      before = serving
      docker.reboot_of('haproxy0')

      expect(serving).to eq(before)
    end

    it 'touches nothing where HAProxy does not reach what is new' do
      haproxy.deaf = true
      seen = haproxy.serving
      failed = failure { deploy('v2') }

      expect([failed.step, failed.container, failed.reason, failed.outcome])
        .to eq(['switch', 'web0-g2', 'haproxy0 finds it down: L4CON Connection refused', 'what served before goes on serving'])
      expect([haproxy.serving, docker.serving.values]).to eq([seen, %w(sha256:a sha256:a sha256:c)])
      expect(host.journals).to eq([])
    end

    it 'switches back what dies while it is watched, before anything old has stopped' do
      allow_any_instance_of(FakeProber).to receive(:alive).and_wrap_original do |alive, targets|
        docker.named('web1-g2').status = 'exited' if haproxy.serving.include?("#{docker.named('web1-g2').address}:3000")
        alive.call(targets)
      end
      failed = failure { deploy('v2', 'update_config' => { 'monitor' => 3 }) }

      expect([failed.step, failed.container, serving]).to eq(['monitor', 'web1-g2', %w(web0 web1)])
      expect(docker.serving).to eq('web0' => 'sha256:a', 'web1' => 'sha256:a', 'haproxy0' => 'sha256:c')
    end

    it 'makes slots for more instances without a new proxy' do
      pid = haproxy.object_id
      lines = deploy('v1', 'containers' => 3)

      line = 'give haproxy0 of shop another configuration: it reads it again, no connection is lost'
      expect(lines.grep(/configuration/)).to eq([line])
      expect([haproxy.object_id, serving, deploy('v1', 'containers' => 3)]).to eq([pid, %w(web0 web1 web2), []])
    end

    it 'lets one that goes finish, then forgets its slots' do
      deploy('v1', 'containers' => 1)

      expect([serving, haproxy.servers.keys, deploy('v1', 'containers' => 1)]).to eq([%w(web0), %w(web0-a web0-b), []])
    end

    it 'takes settings over without a new proxy' do
      lines = host.deploy(web('v1').merge(proxy('balance' => 'leastconn')))

      checked = docker.commands.grep(/exec haproxy0 haproxy -c/)
      expect([lines.length, checked.length, serving]).to eq([1, 1, %w(web0 web1)])
      expect(File.read(Dir.glob(File.join(Cookgen.root, 'shop/haproxy/*/etc/haproxy.cfg')).first)).to include('balance leastconn')
    end

    it 'keeps the configuration that serves where HAProxy does not like the other one' do
      docker.answers['haproxy'] = Cookgen::Docker::Result.new(1, '', 'unknown keyword')
      failed = failure { host.deploy(web('v1').merge(proxy('balance' => 'leastconn'))) }

      reason = 'haproxy: it does not take the new configuration: unknown keyword (exit status 1)'
      expect([failed.step, failed.reason, serving]).to eq(['configuration', reason, %w(web0 web1)])
    end

    it 'finds them again when their addresses have changed' do
      docker.reboot

      expect(deploy('v1').map { |line| line[/\A\w+ \w+ at \w+/] }).to eq(['point haproxy at web0', 'point haproxy at web1'])
      expect([serving, deploy('v1')]).to eq([%w(web0 web1), []])
    end

    it 'says in the plan that its own upgrade interrupts, and comes back with everybody' do
      newer = proxy({}, 'tag' => 'v2')
      lines = host.deploy(web('v1').merge(newer), 'manual' => ['haproxy'])

      expect([lines.first[/since.*/], serving])
        .to eq(['since it publishes host port 80, and takes no connections meanwhile', %w(web0 web1)])
    end

    it 'removes the folders of proxies that are gone' do
      host.deploy(web('v1').merge(proxy({}, 'tag' => 'v2', 'retain' => 0)), 'manual' => ['haproxy'])

      expect(Dir.glob(File.join(Cookgen.root, 'shop/haproxy/*')).map { |path| File.basename(path) }).to eq(['haproxy0-g2'])
    end

    it 'empties the one that has to stop first while the other one serves' do
      seen = []
      docker.onlooker = -> { seen << haproxy.serving.length if haproxy }
      deploy('v2', 'update_config' => { 'order' => 'stop-first' })

      expect([seen.min, serving]).to eq([1, %w(web0 web1)])
    end

    it 'replaces as many at once as it is told, and waits in between' do
      before = host.clock.now
      deploy('v2', 'update_config' => { 'parallelism' => 1, 'delay' => '1m', 'monitor' => 0 })

      expect(docker.commands.index('stop web0-g1')).to be < docker.commands.index('create web1-g2')
      expect(host.clock.now - before).to be_between(60, 65)
    end
  end
end
