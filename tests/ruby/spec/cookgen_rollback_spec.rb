require_relative 'spec_helper'
require_relative 'support/host'

# Back to what earlier deploys kept, on a host in memory.
RSpec.describe Cookgen::Rollback do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    { 'shop:v1' => 'a', 'shop:v2' => 'b', 'shop:v3' => 'e', 'proxy:v1' => 'c', 'proxy:v2' => 'd' }.each do |reference, id|
      docker.publish(reference, "sha256:#{id}")
    end
  end

  def stack(tag, more = {}, others = {})
    { 'app' => {
      'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => 2, 'volumes_from' => ['socks'],
      'migration' => 'rake db:migrate', 'command' => 'unicorn -l /socks/%{app_name}.sock'
    }.merge(more) }.merge(others)
  end

  def proxy(tag)
    { 'proxy' => { 'image' => 'proxy', 'tag' => tag, 'deploy' => 'auto', 'ports' => ['80:80'], 'volumes_from' => ['socks'] } }
  end

  def cron(tag)
    { 'night' => { 'image' => 'shop', 'tag' => tag, 'deploy' => 'cron', 'cron' => {} } }
  end

  def deployed(*stacks)
    stacks.each { |containers| host.deploy(containers) }
    docker.commands.clear
    docker.pulled.clear
  end

  # The lines of what was done.
  def back(containers, options = {})
    lines = []
    described_class.new(Host.stack(containers), host.tools, { :who => 'ann' }.merge(options)).run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  def state
    Cookgen::State.load('shop')
  end

  it 'switches to the kept containers before the others go, and pulls, makes and migrates nothing' do
    deployed(stack('v1'), stack('v2'))
    back(stack('v2'))

    expect([docker.pulled, docker.commands.grep(/\A(create|run|pull)/)]).to eq([[], []])
    expect(docker.commands.grep(/\A(start|link|stop|rename)/)).to eq([
      'start app0-g1', 'start app1-g1', 'link app0.sock app0-g1.sock', 'link app1.sock app1-g1.sock',
      'rename app0 app0-g2', 'rename app0-g1 app0', 'rename app1 app1-g2', 'rename app1-g1 app1', 'stop app0-g2 app1-g2'
    ])
    expect(docker.serving).to eq('app0' => 'sha256:a', 'app1' => 'sha256:a')
    expect(docker.named('app0-g2').status).to eq('exited')
  end

  it 'says what it will do' do
    deployed(stack('v1'), stack('v2'))

    expect(back(stack('v2')).first).to eq(
      'bring back app0 of shop, generation 1 instead of 2, from sha256:a: ' \
      'the app goes back from generation 2 to 1; start the kept one first',
    )
  end

  it 'undoes the last deploy only: what that left alone stays' do
    deployed(stack('v1', {}, proxy('v1')), stack('v2', {}, proxy('v1')), stack('v2', {}, proxy('v2')))
    back(stack('v2', {}, proxy('v2')))

    expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b', 'proxy0' => 'sha256:c')
  end

  it 'stops first what cannot run beside the other' do
    deployed(stack('v1', {}, proxy('v1')), stack('v1', {}, proxy('v2')))
    back(stack('v1', {}, proxy('v2')))

    expect(docker.commands.grep(/\A(start|stop|rename)/))
      .to eq(['stop proxy0', 'start proxy0-g1', 'rename proxy0 proxy0-g2', 'rename proxy0-g1 proxy0'])
  end

  it 'pins cron to the image of that generation' do
    deployed(stack('v1', {}, cron('v1')), stack('v2', {}, cron('v2')))
    back(stack('v2', {}, cron('v2')))

    expect(state.images).to eq('app' => 'sha256:a', 'night' => 'sha256:a')
  end

  it 'writes down who went back from where to where' do
    deployed(stack('v1'), stack('v2'))
    back(stack('v2'))

    expect(state.history.last.values_at('kind', 'who', 'from', 'to', 'result')).to eq(['rollback', 'ann', 2, 1, 'ok'])
    expect(state.current).to eq(1)
  end

  it 'does not roll a rollback back, and says how to go further' do
    deployed(stack('v1'), stack('v2'), stack('v3'))
    back(stack('v3'))

    expect(back(stack('v3'))).to eq([])
    expect(host.log.lines.last).to eq(
      'warning: shop is back at generation 2 (from 3) since 2026-02-01T12:00:00Z: nothing to do. ' \
      'To go back further say so: cookgen.rollback.generation 1',
    )
  end

  it 'goes to the generation that is named, further back and forth again' do
    deployed(stack('v1'), stack('v2'), stack('v3'))
    images = [1, '3', { 'shop' => 2 }].map do |generation|
      back(stack('v3'), :generation => generation)
      docker.serving['app0']
    end

    expect(images).to eq(%w(sha256:a sha256:e sha256:b))
  end

  it 'does nothing where the named generation serves' do
    deployed(stack('v1'), stack('v2'))

    expect(back(stack('v2'), :generation => 2)).to eq([])
  end

  [
    [['v1'], {}, 'nothing is kept of shop before generation 1'],
    [%w(v1 v2), { :generation => 7 }, 'nothing is kept of generation 7 of shop; there are: 1, 2'],
    [[], {}, 'shop has no containers on this host'],
    [%w(v1 v2), { :generation => 'last' }, 'should be a generation'],
  ].each do |tags, options, reason|
    it "touches nothing and says why: #{reason}" do
      deployed(*tags.map { |tag| stack(tag) })

      expect { back(stack('v1'), options) }.to raise_error(Cookgen::Error, /#{Regexp.escape(reason)}/)
      expect(docker.commands.grep(/\A(start|stop|link|rename|rm)/)).to eq([])
    end
  end

  it 'lets an instance go that was not there then, with its name answered by those that were' do
    deployed(stack('v1', 'containers' => 1), stack('v2'))
    back(stack('v2'))

    expect([docker.serving, host.behind('app1.sock').name]).to eq([{ 'app0' => 'sha256:a' }, 'app0'])
  end

  it 'leaves a service alone that was not there then, and says so' do
    worker = { 'worker' => { 'image' => 'shop', 'tag' => 'v2', 'deploy' => 'auto' } }
    deployed(stack('v1'), stack('v2', {}, worker))
    back(stack('v2', {}, worker))

    expect(docker.serving).to eq('app0' => 'sha256:a', 'app1' => 'sha256:a', 'worker0' => 'sha256:b')
    expect(host.log.lines).to include('warning: worker0 is not known to generation 1: it stays as it is')
  end

  it 'serves as before where the kept one does not come up, and keeps it' do
    deployed(stack('v1'), stack('v2'))
    docker.publish('shop:v1', 'sha256:a', :mute)

    expect { back(stack('v2')) }.to raise_error(Cookgen::Error, /\Arollback failed at readiness: app0-g1: not ready/)
    expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b')
    expect([docker.named('app0-g1').status, host.behind('app0.sock').name, host.journals]).to eq(['exited', 'app0', []])
    expect(state.current).to eq(2)
  end

  it 'gives a restart policy back that keeping took away' do
    always = { 'restart' => 'always' }
    deployed(stack('v1', always), stack('v2', always))
    back(stack('v2', always))

    expect(%w(app0 app0-g2).map { |name| docker.named(name).policy }).to eq(%w(always no))
  end

  it 'is followed by a deploy of what the stack says' do
    deployed(stack('v1'), stack('v2'))
    back(stack('v2'))
    host.deploy(stack('v2'))

    expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b')
    expect(state.current).to eq(3)
  end

  it 'forecasts without changing anything' do
    deployed(stack('v1'), stack('v2'))
    lines = described_class.new(Host.stack(stack('v2')), host.tools).forecast

    expect([lines.length, docker.commands]).to eq([2, []])
  end

  it 'is finished or undone by the next run, wherever it was killed, with every instance served throughout' do
    count = 0
    loop do
      count += 1
      Dir.glob(File.join(Cookgen.root, '*')).each { |path| FileUtils.rm_rf(path) }
      one = Host.new
      %w(v1 v2).zip(%w(a b)).each { |tag, id| one.docker.publish("shop:#{tag}", "sha256:#{id}") }
      %w(v1 v2).each { |tag| one.deploy(stack(tag)) }
      one.docker.commands.clear
      gaps = []
      one.docker.onlooker = lambda do
        box = one.behind('app0.sock')
        gaps << one.docker.commands.last unless box && one.docker.ready?(box)
      end
      one.docker.kill_at = count
      begin
        described_class.new(Host.stack(stack('v2')), one.tools).run { |_, work| work.call }
        break
      rescue FakeDocker::Killed
        one.docker.revive
      end
      described_class.new(Host.stack(stack('v2')), one.tools, :generation => 1).run { |_, work| work.call }

      expect([count, gaps, one.journals]).to eq([count, [], []])
      expect(one.docker.serving).to eq('app0' => 'sha256:a', 'app1' => 'sha256:a')
      expect(%w(app0 app1).map { |name| one.behind("#{name}.sock").name }).to eq(%w(app0 app1))
      expect(one.docker.boxes.map(&:name).sort).to eq(%w(app0 app0-g2 app1 app1-g2))
    end
    expect(count).to be > 10
  end
end
