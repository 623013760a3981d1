RSpec.describe Cookgen::Stack do
  it 'takes the article as it is, its name with a space included' do
    stack = Stacks.stack(Stacks.article_node)
    expect(stack.apps.map(&:slug)).to eq(['amazing_application'])
    expect(stack.app('Amazing-Application')).to be(stack.apps.first)
  end

  it 'leaves other apps alone' do
    node = Stacks.node({ 'web' => {} })
    node['deploy']['rails'] = { 'application_type' => 'rails', 'environment' => { 'X' => '1' }, 'domains' => ['a'] }
    expect(Stacks.stack(node).apps.map(&:slug)).to eq(['shop'])
  end

  it 'names the apps there are' do
    expect do
      Stacks.stack(Stacks.node({ 'web' => {} })).app('nope')
    end.to raise_error(Cookgen::Error, /no app nope .* there are: shop/)
    expect { Stacks.stack({}).app('nope') }.to raise_error(Cookgen::Error, /there is none/)
  end

  it 'finds an app of the service that is ours by its type, and says which name it may have missed' do
    app = { 'shortname' => 'amazing_app', 'environment' => { 'APP_TYPE' => 'docker' } }
    problems = Stacks.problems(Stacks.article_node, ->(bag) { bag == 'aws_opsworks_app' ? [app] : [] })
    expect(problems).to eq(
      ['deploy.amazing_app: has no containers; keys present: none; apps with containers: amazing_application'],
    )
  end

  it 'tolerates text for numbers and booleans' do
    fields = { 'containers' => '3', 'database' => 'true', 'startup_time' => '60', 'init' => 'false' }
    stack = Stacks.stack(Stacks.node({ 'web' => fields }, 'app' => { 'database' => { 'host' => 'h' } }))
    expect(stack.app('shop').containers.map(&:name)).to eq(%w(web0 web1 web2))
  end

  {
    ['docker'] => %w(web0), ['db'] => %w(db0), %w(db docker) => %w(web0 db0), ['other'] => [], nil => %w(web0 db0)
  }.each do |layers, names|
    it "runs #{names} on a host in layers #{layers.inspect}" do
      node = Stacks.node({ 'web' => {}, 'db' => { 'layers' => ['db'] } }, 'cookgen' => { 'layers' => layers })
      expect(Stacks.stack(node).app('shop').containers.map(&:name)).to eq(names)
    end
  end

  describe 'data volumes' do
    [
      { 'socks' => ['/var/run'], 'static' => ['/s'] },
      { 'socks' => { 'volumes' => ['/var/run'] }, 'static' => ['/s'] },
      [{ 'socks' => { 'volumes' => ['/var/run'] }, 'static' => { 'volumes' => ['/s'] } }],
      [{ 'socks' => ['/var/run'] }, { 'static' => ['/s'] }],
    ].each do |given|
      it "are read from #{given}" do
        volumes = Stacks.stack(Stacks.node({ 'web' => {} }, 'app' => { 'data_volumes' => given })).app('shop').data_volumes
        expect(volumes.flat_map(&:mounts)).to eq([['shop_socks_var-run', '/var/run'], ['shop_static_s', '/s']])
      end
    end

    it 'are created by name and label' do
      volume = Cookgen::DataVolume.new('shop', 'socks', ['/a b/c'])
      expect(volume.create_argvs).to eq(
        [
          [
            'volume', 'create', '--label', 'cookgen.app=shop', '--label', 'cookgen.volume=socks',
            '--label', 'cookgen.path=/a b/c', 'shop_socks_a_b-c'
          ],
        ],
      )
    end

    # Defect 21 of the origin: `sockets` was taken for `sockets2`.
    it 'with names that begin alike stay apart' do
      more = { 'app' => { 'data_volumes' => { 'sockets' => ['/a'], 'sockets2' => ['/b'] } } }
      expect(Stacks.web({ 'volumes_from' => ['sockets2'] }, more).mounts).to eq([['shop_sockets2_b', '/b', nil]])
    end
  end

  it 'says everything that is wrong at once' do
    containers = { 'web' => { 'containers' => 'many', 'env_from' => 'nope', 'links' => ['gone0'], 'environment' => {} } }
    more = { 'app' => { 'data_volumes' => 'x' }, 'docker' => { 'registries' => { 'https://x/y' => {} } }, 'manual' => ['typo'] }
    expect(Stacks.problems(Stacks.node(containers, more))).to eq(
      [
        'deploy.shop.containers.web.containers: should be a whole number from 0 to 999',
        'deploy.shop.containers.web.environment: is unknown here; use env',
        'deploy.shop.data_volumes: should be a list of objects {name: {...}} or one object',
        'docker.registries.https://x/y: should be a host, without scheme and path',
        'deploy.shop.containers.web.links: gone0 is unknown',
        'deploy.shop.containers.web.env_from: nope is unknown in this app',
        'manual: no container is called typo',
      ],
    )
  end

  it 'tells in one message that nothing was touched' do
    expect { Stacks.stack(Stacks.node('web' => { 'image' => nil })) }
      .to raise_error(Cookgen::InvalidStack,
        "the stack cannot be deployed; nothing was touched:\n  deploy.shop.containers.web.image: is missing")
  end

  # Whatever is wrong, the answer is a list of problems and no other exception; values that may be secret are not quoted.
  junk = [nil, true, -1, 1.5, '', 'it\'s', "a\0b", "x\ny", '%{nope}', [], [nil], [[]], ['%{nope}'], {}, { 'x' => {} },
          { 'command' => [] }]
  Cookgen::ContainerFields::KINDS.each_key do |field|
    it "survives anything in #{field}" do
      found = junk.map { |value| Stacks.web_problems('command' => '-l /x/%{app_name}.sock', field => value) }
      expect(found.flatten).to all(match(/\A[^ ]*: \S/))
      expect(found.flatten.join).not_to include("it's") unless %w(depends_on env_from links proxy volumes_from).include?(field)
    end
  end
end
