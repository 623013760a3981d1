require_relative 'spec_helper'
require_relative 'support/host'

# The engine as a whole, on a host in memory.
RSpec.describe Cookgen::Deploy do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    { 'shop:v1' => 'a', 'shop:v2' => 'b', 'proxy:v1' => 'c', 'proxy:v2' => 'd' }.each do |reference, id|
      docker.publish(reference, "sha256:#{id}")
    end
  end

  def app(tag, more = {})
    { 'app' => {
      'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => 2, 'volumes_from' => ['socks'],
      'migration' => 'rake db:migrate', 'command' => 'unicorn -l /socks/%{app_name}.sock',
      'env' => { 'PASSWORD' => 'hunter2hunter2' }
    }.merge(more) }
  end

  def proxy(tag, mode = 'manual')
    { 'proxy' => { 'image' => 'proxy', 'tag' => tag, 'deploy' => mode, 'ports' => ['80:80'], 'volumes_from' => ['socks'] } }
  end

  # What Docker was told to change.
  def changes
    docker.commands.grep(/\A(create|start|stop|rm|rename|run|update|link)/)
  end

  def failure(containers, settings = {})
    host.deploy(containers, settings)
    nil
  rescue Cookgen::DeployFailed => e
    e
  end

  context 'on an empty host' do
    it 'starts what shares no socket first, then who asks them' do
      host.deploy(proxy('v1').merge(app('v1')))

      expect(changes).to eq([
        'run db:migrate', 'create app0-g1', 'start app0-g1', 'create app1-g1', 'start app1-g1',
        'link app0.sock app0-g1.sock', 'link app1.sock app1-g1.sock', 'create proxy0-g1', 'start proxy0-g1',
        'link app0.sock app0-g1.sock', 'link app1.sock app1-g1.sock',
        'rename proxy0-g1 proxy0', 'rename app0-g1 app0', 'rename app1-g1 app1'
      ])
    end

    it 'leaves no trace of a start that failed' do
      docker.publish('shop:v1', 'sha256:a', :mute)
      failure(app('v1'))

      expect([docker.boxes, host.journals, Dir.entries(File.join(Cookgen.root, 'volumes', 'shop_socks_socks')) - %w(. ..)])
        .to eq([[], [], []])
    end
  end

  context 'where the first version runs' do
    before do
      host.deploy(app('v1').merge(proxy('v1')))
      docker.commands.clear
      docker.pulled.clear
    end

    it 'changes nothing the second time' do
      expect([host.deploy(app('v1').merge(proxy('v1'))), changes]).to eq([[], []])
    end

    it 'brings the new one up, switches, lets the old one finish, stops it: in this order' do
      host.sockets.open = [2, 1, 0, 1, 0]
      host.deploy(app('v2', 'containers' => 1).merge(proxy('v1')))

      expect(docker.commands.grep(/\A(run|create|start|link|rename|look|stop|unlink|rm)/)).to eq([
        'run db:migrate', 'create app0-g2', 'start app0-g2', 'link app0.sock app0-g2.sock',
        'rename app0 app0-g1', 'rename app0-g2 app0', 'link app1.sock app0-g2.sock',
        'look app0-g1', 'look app1', 'look app0-g1', 'look app1', 'look app0-g1', 'look app1', 'look app1',
        'stop app0-g1 app1', 'unlink app0-g1.sock', 'unlink app1-g1.sock', 'rm app1'
      ])
    end

    it 'lets what stays answer for an instance that goes, now and after the next deploys, until it comes back' do
      one = { 'containers' => 1 }
      served = %w(v1 v2 v1).map do |tag|
        host.deploy(app(tag, one).merge(proxy('v1')))
        [host.behind('app0.sock').name, host.behind('app1.sock').name]
      end
      host.deploy(app('v1').merge(proxy('v1')))

      expect(served).to eq([%w(app0 app0)] * 3)
      expect([host.behind('app0.sock').name, host.behind('app1.sock').name]).to eq(%w(app0 app1))
    end

    it 'leaves no name behind where a whole service goes' do
      host.deploy(proxy('v1'))

      expect(Dir.entries(File.join(Cookgen.root, 'volumes', 'shop_socks_socks')) - %w(. ..)).to eq([])
    end

    it 'stops what never becomes quiet when its time is over, and says so' do
      host.sockets.open = [3]
      host.deploy(app('v2').merge(proxy('v1')))

      expect(host.log.lines).to include('warning: app0-g1 still has 3 connections after 30 s and is stopped all the same')
      expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b', 'proxy0' => 'sha256:c')
    end

    it 'says who had to be killed' do
      allow(docker).to receive(:stop).and_wrap_original do |stop, *words|
        host.clock.sleep(10)
        stop.call(*words)
      end
      host.deploy(app('v2', 'containers' => 1).merge(proxy('v1')))

      expect(host.log.lines).to include(/\Awarning: app0-g1, app1: killed after 10 s; does it heed its stop signal\?/)
    end

    it 'pulls every image it may need, and those of manual containers only when they are named' do
      host.deploy(app('v2').merge(proxy('v2')))
      expect(docker.pulled).to eq(%w(shop:v2))

      docker.pulled.clear
      host.deploy(app('v2').merge(proxy('v2')), 'manual' => ['proxy'])
      expect(docker.pulled).to eq(%w(shop:v2 proxy:v2))
    end

    it 'stops first what cannot run beside its successor, when that is made already' do
      host.deploy(app('v1').merge(proxy('v2')), 'manual' => ['proxy'])

      expect(changes).to eq([
        'create proxy0-g2', 'stop proxy0', 'start proxy0-g2', 'rename proxy0 proxy0-g1', 'rename proxy0-g2 proxy0'
      ])
    end

    it 'replaces what has to stop first after everything else has switched' do
      host.deploy(app('v2').merge(proxy('v2')), 'manual' => ['proxy'])

      expect(changes.index('stop app0-g1 app1-g1')).to be < changes.index('create proxy0-g2')
    end

    it 'keeps two generations and no more' do
      %w(v2 v1 v2 v1).each { |tag| host.deploy(app(tag).merge(proxy('v1'))) }

      expect(docker.boxes.map(&:name).sort).to eq(%w(app0 app0-g3 app0-g4 app1 app1-g3 app1-g4 proxy0))
    end

    it 'keeps none where none is wanted' do
      host.deploy(app('v2', 'retain' => 0).merge(proxy('v1')))

      expect(docker.boxes.map(&:name).sort).to eq(%w(app0 app1 proxy0))
    end

    it 'sees to it that no restart of the engine revives what is kept' do
      host.deploy(app('v1', 'restart' => 'always').merge(proxy('v1')))
      host.deploy(app('v2', 'restart' => 'always').merge(proxy('v1')))
      docker.reboot

      expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b', 'proxy0' => 'sha256:c')
    end

    it 'starts a stopped container again, with its name leading there' do
      docker.stop([docker.named('app0').id], 10)
      host.deploy(app('v1').merge(proxy('v1')))

      expect([docker.serving.keys.sort, host.behind('app0.sock').name]).to eq([%w(app0 app1 proxy0), 'app0'])
    end

    it 'mends a name that was lost' do
      File.unlink(File.join(Cookgen.root, 'volumes', 'shop_socks_socks', 'app1.sock'))

      lines = host.deploy(app('v1').merge(proxy('v1')))
      expect(lines).to eq(['point /socks/app1.sock at app1 of shop again: it leads elsewhere'])
      expect(host.behind('app1.sock').name).to eq('app1')
    end

    it 'never touches what has no label of its own' do
      docker.foreign('other0')
      host.deploy(app('v2').merge(proxy('v1')))

      expect([docker.named('other0').status, docker.commands.grep(/other0/)]).to eq(['running', []])
    end

    it 'remembers images, migrations, generation and history' do
      host.deploy(app('v2').merge(proxy('v1')))
      state = Cookgen::State.load('shop')

      expect(state.images).to eq('app' => 'sha256:b', 'proxy' => 'sha256:c')
      expect(state.migrated.map { |key| key[/\A\S+ \S+/] }).to eq(['sha256:a app', 'sha256:b app'])
      expect([state.generation, state.history.map { |entry| entry['result'] }]).to eq([2, %w(ok ok)])
    end

    it 'says nothing where nothing is new' do
      before = host.log.lines.length
      host.deploy(app('v1').merge(proxy('v1')))

      expect(host.log.lines.drop(before)).to eq([])
    end

    it 'says what it did and how long it took' do
      host.deploy(app('v2').merge(proxy('v1')))

      expect(host.log.lines.last(7)).to eq([
        'pulled shop:v2 after 0.0 s', 'shop/app migrated after 0.0 s', 'app0-g2 ready after 2.4 s', 'app1-g2 ready after 2.4 s',
        'app0-g1 quiet after 0.1 s', 'app1-g1 quiet after 0.1 s', 'app0-g1, app1-g1 stopped after 0.0 s'
      ])
    end

    it 'forecasts without pulling or changing anything' do
      docker.pull('shop:v2')
      docker.commands.clear
      docker.pulled.clear
      lines = host.forecast(app('v2').merge(proxy('v1')))

      expect(lines.first).to eq('migrate shop/app with shop:v2 (sha256:b)')
      expect([docker.commands, docker.pulled]).to eq([[], []])
    end

    it 'forecasts an image that is not here' do
      expect(host.forecast(app('v9').merge(proxy('v1'))).first).to eq('migrate shop/app with shop:v9 (not pulled yet)')
    end

    # Whatever goes wrong before the switch: the first version serves on, nothing new is left.
    {
      'a pull' => [/\Apull/, 'pull'],
      'a volume' => [/\Avolume create/, 'preparation'],
      'the first create' => [/\Acreate app0/, 'create'],
      'a later create' => [/\Acreate app1/, 'create'],
      'the first start' => [/\Astart app0/, 'start'],
      'a later start' => [/\Astart app1/, 'start'],
      'the answer under the stable name' => [/stable/, 'switch'],
    }.each do |what, (command, step)|
      it "serves as before where #{what} fails" do
        docker.failing = command
        error = failure(app('v2').merge(proxy('v1')))

        expect(error.step).to eq(step)
        expect(docker.boxes.map { |box| [box.name, box.image, box.status] }).to contain_exactly(
          %w(app0 sha256:a running), %w(app1 sha256:a running), %w(proxy0 sha256:c running)
        )
        expect(%w(app0 app1).map { |name| host.behind("#{name}.sock").image }).to eq(%w(sha256:a sha256:a))
        expect(Dir.glob(File.join(Cookgen.root, 'volumes', '*', '*g2*')) + host.journals).to eq([])
      end
    end

    [[:mute, 'not ready after 60 s: connection refused'], [:crash, 'it ended with exit status 1']].each do |behaviour, reason|
      it "serves as before where the new version is #{behaviour}, and says why" do
        docker.publish('shop:v2', 'sha256:b', behaviour)
        docker.logs_text = ['booting with hunter2hunter2', 'boom']
        error = failure(app('v2').merge(proxy('v1')))

        expect(error.message).to eq([
          "deploy failed at readiness: app0-g2: #{reason}", 'its last lines:', '  | booting with ***', '  | boom',
          'what served before goes on serving'
        ].join("\n"))
        expect(docker.serving).to eq('app0' => 'sha256:a', 'app1' => 'sha256:a', 'proxy0' => 'sha256:c')
      end
    end

    it 'cleans up when somebody interrupts it, too' do
      docker.onlooker = -> { raise Interrupt if docker.commands.last == 'start app1-g2' }

      expect { host.deploy(app('v2').merge(proxy('v1'))) }.to raise_error(Interrupt)
      expect(docker.boxes.map(&:name).sort + host.journals).to eq(%w(app0 app1 proxy0))
    end

    it 'touches nothing where the migration fails, and shows its last words' do
      docker.migration = Cookgen::Docker::Result.new(1, "hunter2hunter2\n", "no table\n")
      error = failure(app('v2').merge(proxy('v1')))

      expect(error.message).to eq(
        "deploy failed at migration: app: exit status 1\nits last lines:\n  | ***\n  | no table\nnothing was touched",
      )
      expect(changes).to eq(['run db:migrate'])
    end

    it 'starts the old one again where one that had to stop first has no successor' do
      docker.publish('proxy:v2', 'sha256:d', :mute)
      error = failure(app('v1').merge(proxy('v2')), 'manual' => ['proxy'])

      expect(error.outcome).to eq('the old container was started again')
      expect(docker.boxes.map { |box| [box.name, box.image, box.status] }).to include(%w(proxy0 sha256:c running))
      expect(docker.named('proxy0-g2')).to be_nil
    end

    it 'writes down what failed, and does not migrate again' do
      docker.publish('shop:v2', 'sha256:b', :mute)
      2.times { failure(app('v2').merge(proxy('v1'))) }

      expect(Cookgen::State.load('shop').history.last(2).map { |entry| entry.values_at('result', 'step', 'generation') })
        .to eq([['failed', 'readiness', 2], ['failed', 'readiness', 3]])
      expect(docker.commands.grep(/\Arun/)).to eq(['run db:migrate'])
    end

    it 'does not pin what cron runs unless the whole deploy went well' do
      cron = { 'cron' => { 'image' => 'shop', 'tag' => 'v2', 'deploy' => 'cron', 'cron' => {} } }
      docker.failing = /\Astart app1/
      failure(app('v2').merge(proxy('v1')).merge(cron))
      before = Cookgen::State.load('shop').images['cron']
      docker.failing = nil
      host.deploy(app('v2').merge(proxy('v1')).merge(cron))

      expect([before, Cookgen::State.load('shop').images['cron']]).to eq([nil, 'sha256:b'])
    end

    it 'leaves it to the next run where cleaning up fails after the switch' do
      docker.failing = /\Astop/
      error = failure(app('v2').merge(proxy('v1')))
      docker.failing = nil
      host.deploy(app('v2').merge(proxy('v1')))

      expect(error.outcome).to eq('what is new serves; the next run finishes the rest')
      expect(docker.serving).to eq('app0' => 'sha256:b', 'app1' => 'sha256:b', 'proxy0' => 'sha256:c')
      expect(host.journals).to eq([])
    end
  end

  it 'does not pull a pinned image that is here' do
    pinned = "shop@sha256:#{'1' * 64}"
    docker.publish(pinned, 'sha256:a')
    docker.pull(pinned)
    docker.pulled.clear
    host.deploy('app' => { 'image' => pinned, 'deploy' => 'auto' })

    expect([docker.pulled, docker.serving]).to eq([[], { 'app0' => 'sha256:a' }])
  end

  it 'logs in before it pulls, in a configuration of its own, with the password unseen' do
    settings = { 'docker' => { 'registries' => { 'quay.io' => { 'username' => 'robot', 'password' => 'hunter2hunter2' } } } }
    host.deploy(app('v1'), settings)

    expect(docker.commands.first).to eq('login --username robot --password-stdin quay.io')
    expect(File.stat(File.join(Cookgen.root, 'docker')).mode & 0777).to eq(0700)
  end

  it 'leaves the logins of this host in force where the stack has none' do
    host.deploy(app('v1'))

    expect(File.exist?(File.join(Cookgen.root, 'docker'))).to be(false)
  end

  it 'waits for its turn, then says who is in the way' do
    File.open(File.join(Cookgen.root, 'lock'), 'w') do |file|
      file.flock(File::LOCK_EX)
      file.write('cookgen_deploy[apps] of host1 (process 1) since yesterday')
      file.flush

      expect { host.deploy(app('v1')) }.to raise_error(Cookgen::Error, /holds the lock .*of host1 \(process 1\) since yesterday/)
    end
  end
end
