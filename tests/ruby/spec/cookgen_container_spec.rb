RSpec.describe Cookgen::Container do
  let(:article) { Stacks.stack(Stacks.article_node).app('amazing application') }
  let(:image) { 'sha256:' + 'a' * 64 }

  def container(name)
    article.containers.find { |one| one.name == name }
  end

  describe 'the article' do
    it 'has every instance in start order' do
      expect(article.containers.map(&:name)).to eq(%w(app0 app1 cron0 sidekiq0 haproxy0 nginx0 logspout0))
    end

    it 'creates app0 by argv' do
      expect(container('app0').create_argv(3, image, ['--env-file', '/e'])).to eq(
        [
          'create', '--name', 'app0-g3',
          '--label', 'cookgen.app=amazing_application', '--label', 'cookgen.container=app', '--label', 'cookgen.index=0',
          '--label', 'cookgen.generation=3', '--label', "cookgen.spec=#{container('app0').fingerprint(image)}",
          '--label', "cookgen.image=#{image}",
          '--hostname', 'app0.docker1', '--restart', 'unless-stopped', '--log-opt', 'max-size=10m', '--log-opt', 'max-file=3',
          '--volume', 'amazing_application_socks_var-run:/var/run',
          '--volume', 'amazing_application_socks_var-lib-haproxy-socks:/var/lib/haproxy/socks',
          '--volume', 'amazing_application_static_var-static:/var/static',
          '--stop-timeout', '10', '--env-file', '/e', '--entrypoint', '/app/bin/entrypoint.sh', image,
          'bundle', 'exec', 'unicorn', '-c', 'config/unicorn.rb', '-l', '/var/lib/haproxy/socks/app0-g3.sock'
        ],
      )
    end

    it 'gives each generation a socket of its own under one stable name' do
      app1 = container('app1')
      expect([app1.socket, app1.socket_path(7), app1.stable_socket_path]).to eq(
        ['/var/lib/haproxy/socks/%{app_name}.sock', '/var/lib/haproxy/socks/app1-g7.sock', '/var/lib/haproxy/socks/app1.sock'],
      )
      expect(app1.socket_place).to eq(['amazing_application_socks_var-lib-haproxy-socks', '/app1.sock'])
    end

    it 'runs the migration with the image, variables and volumes of the app, by the image\'s own entrypoint' do
      argv = container('app0').migration_argv(image, ['--env-file', '/e'])
      expect(argv.first(2)).to eq(%w(run --rm))
      expect(argv.last(5)).to eq([image, 'bundle', 'exec', 'rake', 'db:migrate'])
      expect(Stacks.values(argv, '--volume').length).to eq(3)
      expect(argv & %w(--name --publish --restart --entrypoint)).to eq([])
    end

    {
      'app0' => ['auto', 'quay.io/mikamai/awesome-app:latest', nil, { 'kind' => 'http', 'path' => '/' }],
      'cron0' => ['cron', 'quay.io/mikamai/awesome-app:latest', nil, { 'kind' => 'settle', 'settle' => 3 }],
      'haproxy0' => ['manual', 'quay.io/mikamai/configured-haproxy:latest', nil, { 'kind' => 'settle' }],
      'nginx0' => ['manual', 'quay.io/mikamai/configured-nginx:latest', 'publishes host port 80',
                   { 'kind' => 'tcp', 'port' => 80 }],
      'logspout0' => ['manual', 'progrium/logspout:latest', nil, { 'kind' => 'settle' }],
    }.each do |name, (mode, image, reason, readiness)|
      it "says of #{name}: #{mode}, #{image}, #{readiness}" do
        one = container(name)
        expect([one.mode, one.image, one.stop_first]).to eq([mode, image, reason])
        expect(one.readiness).to include(readiness)
      end
    end

    it 'names hosts as the document says' do
      hostnames = article.containers.map { |one| Stacks.values(one.create_argv(1, image), '--hostname').first }
      expect(hostnames).to eq(%w(app0.docker1 app1.docker1 cron0.docker1 sidekiq0.docker1 opsworks nginx0.docker1 docker1))
    end

    it 'gives base env and database to those who want them' do
      expect(container('sidekiq0').environment).to eq(
        'RANDOM_VAR' => 'foo', 'DB_ADAPTER' => 'postgresql', 'DB_DATABASE' => 'shop', 'DB_HOST' => 'db.lab',
        'DB_PASSWORD' => "p%{a}s'w d", 'DB_PORT' => '5432', 'DB_RECONNECT' => 'true', 'DB_USERNAME' => 'shop',
      )
      expect(container('haproxy0').environment).to eq('REMOTE_SYSLOG' => 'logs.papertrailapp.com:1234')
      expect(container('nginx0').environment).to eq({})
    end
  end

  describe 'the environment' do
    runtime = { 'app' => { 'environment' => { 'A' => 'app', 'B' => 'app', 'C' => 'app' } } }

    it 'is app variables < env_from chain < env < database' do
      services = {
        'web' => { 'env_from' => 'mid', 'env' => { 'C' => 'web' }, 'database' => 'true' },
        'mid' => { 'env_from' => 'base', 'env' => { 'B' => 'mid', 'DB_HOST' => 'env' } },
        'base' => { 'env' => { 'B' => 'base', 'D' => 'base' } },
      }
      app = { 'app' => runtime['app'].merge('database' => { 'host' => 'db' }) }
      found = Stacks.stack(Stacks.node(services, app)).app('shop').containers.first.environment
      expect(found).to include('A' => 'app', 'B' => 'mid', 'C' => 'web', 'D' => 'base', 'DB_HOST' => 'db')
    end

    { 'auto' => 'app', 'cron' => 'app', 'manual' => nil }.each do |mode, value|
      it "of a container with deploy #{mode} has #{value.inspect} from the app" do
        expect(Stacks.web({ 'deploy' => mode }, runtime).environment['A']).to eq(value)
      end
    end

    it 'takes a database from env_from no more than a database is said' do
      node = Stacks.node({ 'web' => { 'env_from' => 'db' }, 'db' => { 'database' => true } },
        'app' => { 'database' => { 'host' => 'h' } })
      expect(Stacks.stack(node).app('shop').containers.first.environment).to eq({})
    end

    # Defects 17 and 18 of the origin: % raised or was replaced silently, ' broke out of the shell's quotes.
    ['50%', 'date +%Y', 'pa%ss', 'a%20path', "it's", '"x"', '$(reboot)', '`id`', "two\nlines", 'ü', '-rf', '', 'a=b',
     ' '].each do |value|
      it "keeps #{value.inspect} as it is" do
        expect(Stacks.web('env' => { 'X' => value }).environment).to eq('X' => value)
      end
    end

    it 'fills holes with the name of the instance or of the generation' do
      web = Stacks.web('env' => { 'X' => '%{app_name} %{instance}' })
      expect([web.environment, web.environment(4)]).to eq([{ 'X' => 'web0 web0' }, { 'X' => 'web0 web0-g4' }])
    end

    it 'never takes app variables or the database for templates' do
      more = { 'app' => { 'environment' => { 'A' => '%{app_name}' }, 'database' => { 'host' => 'h', 'password' => '%{nope}' } } }
      expect(Stacks.web({ 'database' => true }, more).environment).to include('A' => '%{app_name}', 'DB_PASSWORD' => '%{nope}')
    end

    it 'turns numbers and booleans into text' do
      found = Stacks.web('env' => { 'N' => 5, 'F' => 1.5, 'T' => true, 'NULL' => nil }).environment
      expect(found).to eq('N' => '5', 'F' => '1.5', 'T' => 'true')
    end
  end

  describe 'the words' do
    def argv(fields, more = {})
      Stacks.web(fields, more).create_argv(1, 'IMAGE')
    end

    {
      'splits a command like a shell and runs none' => [{ 'command' => "sh -c 'echo $HOME; date +%Y' *" },
                                                        ['sh', '-c', 'echo $HOME; date +%Y', '*']],
      'takes a list word by word' => [{ 'command' => ['a b', '--x', "it's"] }, ['a b', '--x', "it's"]],
      'puts the other words of an entrypoint before the command' =>
        [{ 'entrypoint' => ['/bin/e', '-x', 'y z'], 'command' => 'run' }, ['-x', 'y z', 'run']],
      'has none where none is given' => [{ 'command' => '', 'entrypoint' => nil }, []],
    }.each do |name, (fields, words)|
      it(name) do
        found = argv(fields)
        expect(found.drop(found.index('IMAGE') + 1)).to eq(words)
      end
    end

    {
      '--entrypoint' => [{ 'entrypoint' => '/bin/e -x' }, ['/bin/e']],
      '--publish' => [{ 'ports' => ['80:80', 3000] }, ['80:80/tcp', '3000/tcp']],
      '--link' => [{ 'links' => ['db0', 'db0:base'] }, ['db0:db0', 'db0:base']],
      '--volumes-from' => [{ 'volumes_from' => %w(socks db0) }, ['db0']],
      '--volume' => [
        { 'volumes_from' => ['socks'], 'volumes' => ['/h:/socks:ro', '/i/%{instance}:/i'] },
        ['shop_socks_run-a:/run/a', '/h:/socks:ro', '/i/web0-g1:/i'],
      ],
      '--restart' => [{ 'restart' => 'on-failure:3' }, ['on-failure:3']],
      '--stop-signal' => [{ 'stop_signal' => 'SIGQUIT' }, ['SIGQUIT']],
      '--stop-timeout' => [{ 'stop_grace_period' => '1m0.5s' }, ['61']],
      '--hostname' => [{ 'hostname' => '%{instance}.x' }, ['web0-g1.x']],
      '--log-opt' => [{ 'logging' => { 'driver' => 'json-file' } }, ['max-size=10m', 'max-file=3']],
      '--log-driver' => [{ 'logging' => { 'driver' => 'journald' } }, ['journald']],
      '--add-host' => [{ 'extra_hosts' => { 'a' => '1.2.3.4' } }, ['a:1.2.3.4']],
      '--cap-add' => [{ 'cap_add' => %w(A B) }, %w(A B)],
      '--memory' => [{ 'mem_limit' => '256m' }, ['256m']],
    }.each do |flag, (fields, values)|
      it "gives #{flag} #{values}" do
        volumes = { 'app' => { 'data_volumes' => { 'socks' => ['/socks', '/run/a'] } } }
        node = Stacks.node({ 'web' => fields, 'db' => {} }, volumes)
        found = Stacks.stack(node).app('shop').containers.first.create_argv(1, 'IMAGE')
        expect(Stacks.values(found, flag)).to eq(values)
      end
    end

    it 'has no log options of ours for other drivers' do
      expect(Stacks.values(argv('logging' => { 'driver' => 'journald' }), '--log-opt')).to eq([])
    end

    it 'takes log options from docker.install' do
      found = argv({}, 'docker' => { 'install' => { 'log_opts' => { 'max-size' => '5m' } } })
      expect(Stacks.values(found, '--log-opt')).to eq(['max-size=5m'])
    end

    it 'adds switches only where they are on' do
      found = argv('init' => 'true', 'read_only' => false)
      expect([found.include?('--init'), found.include?('--read-only')]).to eq([true, false])
    end

    it 'uses the names that linked containers have today' do
      node = Stacks.node({ 'web' => { 'links' => ['db0:base'], 'volumes_from' => ['db0'] }, 'db' => {} })
      found = Stacks.stack(node).app('shop').containers.first.create_argv(1, 'IMAGE', [], 'db0' => 'db0-g4')
      expect([Stacks.values(found, '--link'), Stacks.values(found, '--volumes-from')]).to eq([['db0-g4:base'], ['db0-g4']])
    end

    it 'shortens a host name that the kernel would refuse' do
      node = Stacks.node({ 'web' => {} }, 'hostname' => 'h' * 60)
      expect(Stacks.values(Stacks.stack(node).app('shop').containers.first.create_argv(1, 'I'), '--hostname')).to eq(['web0'])
    end

    it 'makes %{opsworks} fit for a host name' do
      node = Stacks.node({ 'web' => { 'hostname' => '%{opsworks}' } }, 'cookgen' => { 'stack_name' => 'My Prod_Stäck' })
      found = Stacks.stack(node).app('shop').containers.first.create_argv(1, 'I')
      expect(Stacks.values(found, '--hostname')).to eq(['my-prod-st-ck-docker1'])
    end

    it 'runs for cron without a name, restart or ports' do
      found = Stacks.web('deploy' => 'cron', 'entrypoint' => '/e a', 'command' => 'b', 'ports' => ['3000']).run_argv('I',
        ['--env-file', 'f'])
      expect(found & %w(--name --restart --publish)).to eq([])
      expect(found.last(7)).to eq(['--env-file', 'f', '--entrypoint', '/e', 'I', 'a', 'b'])
    end
  end

  describe 'the socket' do
    volumes = { 'app' => { 'data_volumes' => { 'socks' => ['/socks'] } } }
    socks = { 'volumes_from' => ['socks'] }

    {
      'comes from the command' => [{ 'command' => 'x -l /socks/%{app_name}.sock' }, '/socks/web0-g2.sock', '/socks/web0.sock'],
      'comes from the field' => [{ 'socket' => '/socks/%{app_name}/s' }, '/socks/web0-g2/s', '/socks/web0/s'],
      'may be spelt with %{instance}' => [{ 'socket' => '/socks/%{instance}.sock' }, '/socks/web0-g2.sock', '/socks/web0.sock'],
      'is none without %{app_name}' => [{ 'command' => 'x /socks/a.sock' }, nil, nil],
      'is none where two words could be it' => [{ 'command' => 'x /socks/a%{app_name}.sock /socks/%{app_name}.sock' }, nil, nil],
      'is none where nobody else can see it' => [{ 'command' => 'x -l /tmp/%{app_name}.sock' }, nil, nil],
      'is none inside another word' => [{ 'command' => 'x unix:/socks/%{app_name}.sock' }, nil, nil],
    }.each do |name, (fields, path, stable)|
      it(name) do
        web = Stacks.web(socks.merge(fields), volumes)
        expect([web.socket_path(2), web.stable_socket_path]).to eq([path, stable])
      end
    end

    it 'is per generation wherever its path stands, and %{app_name} is not elsewhere' do
      fields = {
        'socket' => '/socks/%{app_name}.sock', 'command' => '--name %{app_name} --bind unix:///socks/%{app_name}.sock',
        'env' => { 'SOCKET' => '/socks/%{app_name}.sock', 'NAME' => '%{app_name}' }
      }
      web = Stacks.web(socks.merge(fields), volumes)
      expect(web.command(5)).to eq(['--name', 'web0', '--bind', 'unix:///socks/web0-g5.sock'])
      expect(web.environment(5)).to eq('SOCKET' => '/socks/web0-g5.sock', 'NAME' => 'web0')
    end

    it 'finds the deepest mount' do
      more = { 'app' => { 'data_volumes' => { 'a' => ['/run'], 'b' => ['/run/socks'] } } }
      web = Stacks.web({ 'volumes_from' => %w(a b), 'socket' => '/run/socks/%{app_name}.sock' }, more)
      expect(web.socket_place).to eq(['shop_b_run-socks', '/web0.sock'])
    end

    ['-l /socks/a.sock', '--bind=unix:/socks/a.sock', '-b unix:///socks/a.sock'].each do |command|
      it "that is fixed (#{command}) means stop first" do
        web = Stacks.web(socks.merge('command' => command), volumes)
        expect([web.socket, web.stop_first]).to eq([nil, 'binds the fixed socket /socks/a.sock'])
      end
    end

    ['-s /socks/redis.sock', '-l /tmp/private.sock', '-H /var/run/docker.sock'].each do |command|
      it "is not what a client or nobody shares (#{command})" do
        expect(Stacks.web(socks.merge('command' => command), volumes).stop_first).to be_nil
      end
    end
  end

  describe 'the fingerprint' do
    fields = {
      'command' => 'run %{instance}', 'env' => { 'B' => '1', 'A' => '2' }, 'ports' => ['80:80'], 'startup_time' => 5,
      'stop_grace_period' => 5
    }

    def print_of(fields, more = {})
      Stacks.web(fields, more).fingerprint('sha256:1')
    end

    it 'is 16 hex digits, the same in every generation and order of variables' do
      other = fields.merge('env' => { 'A' => '2', 'B' => '1' })
      expect(print_of(fields)).to match(/\A[0-9a-f]{16}\z/)
      expect(print_of(other)).to eq(print_of(fields))
      labels = [1, 2].map { |generation| Stacks.web(fields).labels(generation, 'sha256:1')['cookgen.spec'] }
      expect(labels.uniq).to eq([print_of(fields)])
    end

    {
      'the tag' => { 'tag' => 'v2' }, 'deploy' => { 'deploy' => 'manual' }, 'the number' => { 'containers' => 0 + 1 },
      'the migration' => { 'migration' => 'x' }, 'startup_time' => { 'startup_time' => 50 }, 'retain' => { 'retain' => 9 },
      'readiness' => { 'readiness' => { 'tcp' => 80 } }, 'drain_timeout' => { 'drain_timeout' => 1 },
      'the schedule' => { 'cron' => { 'minute' => 1 } }, 'notifications' => { 'notifications' => { 'rollbar' => {} } },
      'layers' => { 'layers' => 'docker' }
    }.each do |name, change|
      it "leaves out #{name}" do
        expect(print_of(fields.merge(change))).to eq(print_of(fields))
      end
    end

    {
      'a variable' => { 'env' => { 'B' => '1' } }, 'the command' => { 'command' => 'run' }, 'ports' => { 'ports' => ['81:80'] },
      'what a hole means' => { 'command' => 'run %{app_name}' }, 'the grace' => { 'stop_grace_period' => 6 },
      'volumes' => { 'volumes' => ['/a:/b'] }, 'host name' => { 'hostname' => 'x' }, 'restart' => { 'restart' => 'no' }
    }.each do |name, change|
      it "changes with #{name}" do
        expect(print_of(fields.merge(change))).not_to eq(print_of(fields))
      end
    end

    it 'changes with the image and with app variables' do
      expect(Stacks.web(fields).fingerprint('sha256:2')).not_to eq(print_of(fields))
      expect(print_of(fields, 'app' => { 'environment' => { 'X' => '1' } })).not_to eq(print_of(fields))
    end
  end

  {
    'image' => [{ 'image' => 'repo:5000/x', 'tag' => nil }, 'repo:5000/x:latest'],
    'image with digest' => [{ 'image' => 'r/x@sha256:' + 'b' * 64 }, 'r/x@sha256:' + 'b' * 64],
  }.each do |name, (fields, reference)|
    it "makes one reference of #{name}" do
      expect(Stacks.web(fields).image).to eq(reference)
    end
  end

  {
    'rake db:migrate' => { 'argv' => %w(rake db:migrate), 'timeout' => nil },
    ['a b'] => { 'argv' => ['a b'], 'timeout' => nil },
    { 'command' => 'x %{app_name}', 'timeout' => '5m' } => { 'argv' => %w(x web0), 'timeout' => 300 },
    '' => nil,
    nil => nil,
  }.each do |given, migration|
    it "reads the migration #{given.inspect}" do
      expect(Stacks.web('migration' => given).migration).to eq(migration)
    end
  end

  it 'needs what it links to, takes volumes from and depends on' do
    node = Stacks.node('web' => { 'links' => ['a0:x'], 'volumes_from' => ['b0'], 'depends_on' => ['c'] }, 'a' => {}, 'b' => {},
      'c' => {})
    web = Stacks.stack(node).app('shop').containers.first
    expect([web.needs.sort, web.links, web.volumes_from]).to eq([%w(a0 b0 c), [%w(a0 x)], ['b0']])
  end

  it 'needs what compose\'s long form of depends_on names' do
    given = { 'a' => { 'condition' => 'service_healthy' }, 'b' => { 'required' => 'false' } }
    web = Stacks.stack(Stacks.node('web' => { 'depends_on' => given }, 'a' => {})).app('shop').containers.first
    expect([web.needs, web.optional]).to eq([%w(a b), %w(b)])
  end

  it 'knows the ports of the host that only it can have' do
    expect(Stacks.web('ports' => ['80:80', '3000', '9000-9001:90', '7000-7001:70-71']).host_ports).to eq([80, 7000, 7001])
  end

  it 'has defaults for all that was not said' do
    web = Stacks.web({})
    found = [web.mode, web.stop_grace, web.drain_timeout, web.retain, web.restart, web.layers, web.startup_time, web.host_ports]
    expect(found).to eq(['auto', 10, 30, 2, 'unless-stopped', ['docker'], nil, []])
  end
end
