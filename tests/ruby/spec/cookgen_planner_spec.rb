require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Planner do
  ids = { 'shop:v1' => 'sha256:a', 'shop:v2' => 'sha256:b', 'db:v1' => 'sha256:d', 'db:v2' => 'sha256:e' }.freeze

  define_method(:ids) { ids }

  def fields
    { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto' }
  end

  # A container of the stack as Docker would show it. Options: :generation, :status, :name, :image, :fields.
  def found(containers, name, options = {})
    wanted = Host.stack(containers).app('shop').containers.find { |container| container.name == name }
    generation = options.fetch(:generation, 1)
    image = options.fetch(:image, ids[wanted.image])
    Cookgen::Found.new(
      'Id' => "id-#{options.fetch(:name, name)}-#{generation}",
      'Name' => "/#{options.fetch(:name, name)}",
      'State' => { 'Running' => options.fetch(:running, true), 'ExitCode' => 137 },
      'Config' => { 'Labels' => wanted.labels(generation, image) },
      'HostConfig' => { 'PortBindings' => { '80/tcp' => options.fetch(:ports, []).map { |port| { 'HostPort' => port } } } },
    )
  end

  # Lines of the plan for these containers in a world of those.
  def lines(containers, world, options = {})
    plan(containers, world, options).lines
  end

  def plan(containers, world, options = {})
    described_class.plan({
      :containers => Host.stack(containers).app('shop').containers,
      :images => ids,
      :world => Cookgen::World.new(world, options.fetch(:others, {})),
      :states => { 'shop' => options.fetch(:state) { Cookgen::State.new('shop', nil, {}) } },
    }.merge(options.select { |key, _| [:manual, :leader, :unlinked, :images].include?(key) }))
  end

  def web(more = {})
    { 'web' => fields.merge(more) }
  end

  it 'starts what is absent, in the order of the stack' do
    containers = { 'b' => fields, 'a' => fields.merge('containers' => 2) }

    expect(lines(containers, [])).to eq([
      'start b0 of shop, generation 1, from shop:v1 (sha256:a)',
      'start a0 of shop, generation 1, from shop:v1 (sha256:a)',
      'start a1 of shop, generation 1, from shop:v1 (sha256:a)',
    ])
  end

  it 'leaves alone what is as it should be' do
    expect(lines(web, [found(web, 'web0')])).to eq([])
  end

  it 'starts only the instance that is missing' do
    three = web('containers' => 3)

    expect(lines(three, [found(three, 'web0'), found(three, 'web2')]))
      .to eq(['start web1 of shop, generation 2, from shop:v1 (sha256:a)'])
  end

  it 'starts again what is stopped' do
    expect(lines(web, [found(web, 'web0', :running => false)]))
      .to eq(['start web0 of shop again: it is stopped (exit status 137)'])
  end

  it 'replaces a container whose image changed, the new one first' do
    line = 'replace web0 of shop, generation 1 by 2, with shop:v2 (sha256:b): its image changed; start the new one first'

    expect(lines(web('tag' => 'v2'), [found(web, 'web0')])).to eq([line])
  end

  it 'replaces a container whose tag has moved' do
    moved = lines(web, [found(web, 'web0')], :images => { 'shop:v1' => 'sha256:z' })

    expect(moved.first).to start_with('replace web0 of shop, generation 1 by 2, with shop:v1 (sha256:z): its image changed')
  end

  it 'replaces a container whose settings changed' do
    expect(lines(web('env' => { 'A' => '1' }), [found(web, 'web0')]).first).to include('its settings changed')
  end

  it 'never shows a value of the environment' do
    expect(lines(web('env' => { 'A' => 'hunter2' }), []).join).not_to include('hunter2')
  end

  it 'stops the old one first where both cannot run, and says why' do
    ports = web('ports' => ['80:80'])
    line = 'replace web0 of shop, generation 1 by 2, with shop:v2 (sha256:b): its image changed; ' \
      'stop the old one first, since it publishes host port 80'

    expect(lines(web('ports' => ['80:80'], 'tag' => 'v2'), [found(ports, 'web0')])).to eq([line])
  end

  it 'does not call stop-first what has nothing to stop' do
    ports = web('ports' => ['80:80'])
    line = lines(web('ports' => ['80:80'], 'tag' => 'v2'), [found(ports, 'web0', :running => false)]).first

    expect(line).to end_with('start the new one first')
  end

  context 'with a manual container' do
    let(:old) { { 'db' => { 'image' => 'db', 'tag' => 'v1', 'deploy' => 'manual' } } }
    let(:new) { { 'db' => { 'image' => 'db', 'tag' => 'v2', 'deploy' => 'manual' } } }

    it 'starts it when it is absent' do
      expect(lines(old, [])).to eq(['start db0 of shop, generation 1, from db:v1 (sha256:d)'])
    end

    it 'leaves it alone although it changed' do
      expect(lines(new, [found(old, 'db0')], :images => {})).to eq([])
    end

    it 'starts it again as it is when it is stopped' do
      expect(lines(new, [found(old, 'db0', :running => false)], :images => {}))
        .to eq(['start db0 of shop again: it is stopped (exit status 137)'])
    end

    %w(db db0).each do |name|
      it "replaces it when #{name} is named" do
        expect(lines(new, [found(old, 'db0')], :manual => [name]).first).to start_with('replace db0 of shop')
      end
    end

    it 'does not replace it when it is named but has not changed' do
      expect(lines(old, [found(old, 'db0')], :manual => %w(db))).to eq([])
    end

    it 'knows only whole names' do
      expect(lines(new, [found(old, 'db0')], :manual => %w(db01 d))).to eq([])
    end
  end

  context 'with more than the stack has' do
    it 'removes surplus instances' do
      two = web('containers' => 2)

      expect(lines(web, [found(two, 'web0'), found(two, 'web1')])).to eq(['remove web1 of shop: the stack does not have it'])
    end

    it 'removes a service that is gone, with what was kept of it' do
      both = web.merge('old' => fields)
      world = [found(web, 'web0'), found(both, 'old0', :generation => 3),
               found(both, 'old0', :generation => 2, :name => 'old0-g2', :running => false)]

      expect(lines(web, world)).to eq(['remove old0 of shop and 1 that were kept of it: the stack does not have it'])
    end

    it 'keeps stopped generations of what is wanted' do
      kept = found(web, 'web0', :generation => 1, :name => 'web0-g1', :running => false)

      expect(lines(web, [found(web, 'web0', :generation => 2), kept])).to eq([])
    end

    it 'removes an old generation that runs again' do
      back = found(web, 'web0', :generation => 1, :name => 'web0-g1')

      expect(lines(web, [found(web, 'web0', :generation => 2), back]))
        .to eq(['remove web0-g1 of shop: another generation took over'])
    end

    it 'tells web1 of ten from the first of web1' do
      names = { 'web' => fields.merge('containers' => 2), 'web1x' => fields }

      expect(lines(names, %w(web0 web1 web1x0).map { |name| found(names, name) })).to eq([])
    end
  end

  it 'gives the newest generation a number that was never given, by labels or by state' do
    state = Cookgen::State.new('shop', nil, 'generation' => 7)

    expect([lines(web('tag' => 'v2'), [found(web, 'web0', :generation => 4)]).first[/by \d+/],
            lines(web('tag' => 'v2'), [found(web, 'web0', :generation => 4)], :state => state).first[/by \d+/]])
      .to eq(['by 5', 'by 8'])
  end

  it 'takes a running container for the one that works although its name was lost' do
    lost = found(web, 'web0', :generation => 2, :name => 'web0-g2')

    expect(lines(web, [lost]).first)
      .to start_with('replace web0-g2 of shop, generation 2 by 3, with shop:v1 (sha256:a): its name was lost')
  end

  it 'refuses where a name belongs to somebody else, before anything is touched' do
    expect { lines(web, [], :others => { 'web0' => '' }) }
      .to raise_error(Cookgen::DeployFailed, /web0 is the name of a container that cookgen did not make.*nothing was touched/m)
    expect { lines(web, [], :others => { 'web0-g1' => 'blog' }) }.to raise_error(Cookgen::DeployFailed, /the app blog/)
  end

  it 'does not mind what others are called where nothing new comes' do
    expect(lines(web, [found(web, 'web0')], :others => { 'web0-g2' => '' })).to eq([])
  end

  it 'lets a renamed service take over the ports of the one it replaces' do
    old = { 'old' => fields.merge('ports' => ['80:80']) }
    line = 'replace old0 of shop, generation 1 by 2, with shop:v1 (sha256:a): web0 takes its ports over; ' \
      'stop the old one first, since it publishes host port 80'

    expect(lines(web('ports' => ['80:80']), [found(old, 'old0', :ports => ['80'])])).to eq([line])
  end

  it 'points a name at its container again that leads elsewhere' do
    socket = web('command' => 'unicorn -l /socks/%{app_name}.sock', 'volumes_from' => ['socks'])

    expect(plan(socket, [found(socket, 'web0')], :unlinked => ['id-web0-1']).steps.map(&:kind)).to eq([:link])
  end

  context 'with a container tied to another one' do
    def tied(tag)
      web('links' => ['db0']).merge('db' => { 'image' => 'db', 'tag' => tag, 'deploy' => 'auto' })
    end

    let(:world) { [found(tied('v1'), 'web0'), found(tied('v1'), 'db0')] }

    it 'replaces it with the other one, after that has switched' do
      rounds = plan(tied('v2'), world).rounds

      expect(rounds.map { |round| round.launches.map(&:name) }).to eq([%w(db0), %w(web0)])
      expect(lines(tied('v2'), world).last).to include('it is tied to db0')
    end

    it 'leaves both alone where neither changed' do
      expect(lines(tied('v1'), world)).to eq([])
    end
  end

  context 'with a migration' do
    let(:two) { web('containers' => 2, 'migration' => 'rake db:migrate') }
    let(:line) { 'migrate shop/web with shop:v1 (sha256:a)' }

    it 'migrates once, before anything else' do
      expect(lines(two, []).first(2)).to eq([line, 'start web0 of shop, generation 1, from shop:v1 (sha256:a)'])
      expect(lines(two, []).grep(/migrate/).length).to eq(1)
    end

    it 'does not migrate an image twice' do
      container = Host.stack(two).app('shop').containers.first
      state = Cookgen::State.new('shop', nil, 'migrated' => [Cookgen::Migration.key(container, 'sha256:a')])

      expect(lines(two, [], :state => state).grep(/migrate/)).to eq([])
    end

    it 'leaves it to the leader' do
      expect(lines(two, [], :leader => false).grep(/migrate/)).to eq([])
    end

    it 'does not migrate where nothing is started' do
      expect(lines(two, [found(two, 'web0'), found(two, 'web1')])).to eq([])
    end
  end

  context 'with cron' do
    let(:cron) { { 'cron' => fields.merge('deploy' => 'cron', 'cron' => { 'minute' => 5 }) } }

    it 'never keeps it running, but pins its image' do
      expect(lines(cron, [])).to eq(['run cron of shop from shop:v1 (sha256:a) from now on'])
    end

    it 'has nothing to do where that image is pinned' do
      state = Cookgen::State.new('shop', nil, 'images' => { 'cron' => 'sha256:a' })

      expect(lines(cron, [], :state => state)).to eq([])
    end
  end

  it 'knows what the state is to say about images' do
    containers = web.merge('cron' => fields.merge('deploy' => 'cron', 'tag' => 'v2', 'cron' => {}))

    expect(plan(containers, []).images).to eq('shop' => { 'web' => 'sha256:a', 'cron' => 'sha256:b' })
  end
end
