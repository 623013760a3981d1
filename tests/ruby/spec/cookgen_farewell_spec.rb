require_relative 'spec_helper'
require_relative 'support/host'

# Undeploy and Shutdown: how what runs here ends.
RSpec.describe Cookgen::Farewell do
  let(:host) { Host.new }
  let(:docker) { host.docker }
  let(:containers) do
    {
      'app' => {
        'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto', 'containers' => 2, 'volumes_from' => ['socks'],
        'command' => 'unicorn -l /socks/%{app_name}.sock', 'stop_grace_period' => 25, 'pre_stop' => 'deregister me'
      },
      'db' => { 'image' => 'db', 'tag' => 'v1', 'deploy' => 'manual' },
      'web' => { 'image' => 'proxy', 'tag' => 'v1', 'ports' => ['80:80'], 'deploy' => 'manual', 'volumes_from' => ['socks'] },
      'worker' => { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto', 'depends_on' => ['db'] },
    }
  end

  before do
    allow_any_instance_of(File).to receive(:fsync)
    %w(shop:v1 shop:v2 db:v1 proxy:v1).each { |reference| docker.publish(reference, "sha256:#{reference}") }
    stub_const('Cookgen::Cron::CRONTABS', File.join(Cookgen.root, 'cron.d'))
    host.deploy(containers)
    docker.foreign('other0')
    docker.commands.clear
  end

  def known
    Host.stack(containers).apps.flat_map(&:containers)
  end

  def run(operation)
    lines = []
    operation.run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  def undeploy(known_containers = known)
    Cookgen::Undeploy.new(host.tools, ['shop'], known_containers, :who => 'ann')
  end

  def shutdown
    Cookgen::Shutdown.new(host.tools, known, :who => 'ann')
  end

  def stops
    docker.commands.grep(/\Astop/)
  end

  it 'stops who asks before who is asked, the edge first of all' do
    run(shutdown)

    expect(stops).to eq(['stop web0', 'stop worker0', 'stop db0', 'stop app0 app1'])
      .or eq(['stop web0', 'stop worker0', 'stop app0 app1', 'stop db0'])
  end

  it 'gives each the grace that it was promised' do
    run(shutdown)

    expect(%w(app0 web0).map { |name| docker.named(name).stopped_with }).to eq([25, 10])
  end

  it 'lets a container say goodbye first, and stops it where that fails, too' do
    docker.answers['deregister'] = Cookgen::Docker::Result.new(3, '', 'no such me')
    run(shutdown)

    expect(docker.commands.grep(/deregister/).sort).to eq(['exec app0 deregister me', 'exec app1 deregister me'])
    expect(host.log.lines).to include('warning: app0: pre_stop failed, it is stopped all the same: no such me (exit status 3)')
    expect(docker.named('app0').status).to eq('exited')
  end

  it 'goes by ports and sockets where the stack is not known' do
    run(undeploy([]))

    expect([stops.first, stops.last]).to eq(['stop web0', 'stop app0 app1'])
  end

  describe Cookgen::Shutdown do
    it 'leaves everything to be started again by the next deploy, as it was' do
      run(shutdown)
      names = docker.boxes.map(&:name)

      expect(docker.serving).to eq('other0' => 'sha256:foreign')
      host.deploy(containers)
      expect([docker.boxes.map(&:name), docker.serving.keys.sort]).to eq([names, %w(app0 app1 db0 other0 web0 worker0)])
      expect(host.behind('app1.sock').name).to eq('app1')
    end

    it 'does nothing the second time' do
      run(shutdown)

      expect([run(shutdown), shutdown.forecast]).to eq([[], []])
    end

    it 'is no deploy to go back to' do
      run(shutdown)
      state = Cookgen::State.load('shop')

      expect([state.history.last['kind'], state.history.last['who'], state.current]).to eq(['shutdown', 'ann', 1])
    end
  end

  describe Cookgen::Undeploy do
    it 'removes containers of all generations, and nobody else' do
      host.deploy(containers.merge('worker' => containers['worker'].merge('tag' => 'v2')))
      run(undeploy)

      expect(docker.boxes.map(&:name)).to eq(%w(other0))
      expect(Dir.entries(File.join(Cookgen.root, 'volumes', 'shop_socks_socks')) - %w(. ..)).to eq([])
    end

    it 'names each container, and does nothing the second time' do
      expect(run(undeploy).first).to eq('stop and remove web0 of shop')
      expect([run(undeploy), undeploy.forecast]).to eq([[], []])
    end

    it 'removes networks and says which volumes stay' do
      lists = { 'network ls' => "shop_back\n", 'volume ls' => "shop_data\n" }
      allow(docker).to receive(:call!).and_wrap_original do |call, argv, *rest|
        words = lists[argv.first(2).join(' ')]
        words ? Cookgen::Docker::Result.new(0, words, '') : call.call(argv, *rest)
      end
      lines = run(undeploy)

      expect(lines.last).to eq('remove the network shop_back')
      expect(docker.commands.grep(/(network|volume) rm/)).to eq(['network rm shop_back'])
      expect(host.log.lines.last).to match(/\Akept: volume shop_data;/)
    end

    it 'keeps the state as history, but nothing for cron to run' do
      run(undeploy)
      state = Cookgen::State.load('shop')

      expect([state.images, state.generation, state.current]).to eq([{}, 1, nil])
      expect(state.history.map { |entry| entry['kind'] }).to eq(%w(deploy undeploy))
    end

    it 'ends what cron began' do
      tasks = "id1|shop/night0/cron\nid2|other/night0/cron\n"
      allow(docker).to receive(:call!).and_return(Cookgen::Docker::Result.new(0, '', ''))
      listed = Cookgen::Docker::Result.new(0, tasks, '')
      allow(docker).to receive(:call!).with(array_including('label=cookgen.task')).and_return(listed)
      allow(docker).to receive(:stop).and_call_original
      expect(docker).to receive(:stop).with(['id1'], 10)
      run(undeploy)
    end

    it 'takes the schedule away' do
      crontab = File.join(Cookgen.root, 'cron.d', 'cookgen-shop')
      FileUtils.mkdir_p(File.dirname(crontab))
      File.write(crontab, "# #{Cookgen::Cron::MARK}\n")
      allow(Cookgen::Cron).to receive(:new).and_wrap_original { |make, *words| make.call(*words, File.dirname(crontab)) }

      expect(run(undeploy).first).to eq("remove #{crontab}")
      expect(File.exist?(crontab)).to be(false)
    end
  end
end
