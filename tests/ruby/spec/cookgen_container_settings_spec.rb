RSpec.describe Cookgen::Container do
  def argv(fields, more = {})
    Stacks.web(fields, more).create_argv(1, 'IMAGE')
  end

  # compose-spec's meaning of each field, as docker's words: flag => values, nil where the flag must not come.
  {
    { 'stop_signal' => 15 } => { '--stop-signal' => ['15'] },
    { 'stop_grace_period' => '1.5s' } => { '--stop-timeout' => ['2'] },
    { 'restart' => 'always' } => { '--restart' => ['always'] },
    { 'user' => 1000 } => { '--user' => ['1000'] },
    { 'user' => 'app:www' } => { '--user' => ['app:www'] },
    { 'working_dir' => '/srv/%{app_name}' } => { '--workdir' => ['/srv/web0'] },
    { 'shm_size' => 1024 } => { '--shm-size' => ['1024'] },
    { 'shm_size' => '64mb' } => { '--shm-size' => ['64mb'] },
    { 'cpus' => 0.5 } => { '--cpus' => ['0.5'] },
    { 'cpus' => '2' } => { '--cpus' => ['2'] },
    { 'mem_limit' => '1gb' } => { '--memory' => ['1gb'] },
    { 'pids_limit' => -1 } => { '--pids-limit' => ['-1'] },
    { 'ulimits' => { 'nproc' => 10, 'core' => -1, 'nofile' => { 'soft' => 1, 'hard' => 2 } } } =>
      { '--ulimit' => ['nproc=10', 'core=-1', 'nofile=1:2'] },
    { 'tmpfs' => '/run' } => { '--tmpfs' => ['/run'] },
    { 'tmpfs' => ['/run:size=1m', '/tmp'] } => { '--tmpfs' => ['/run:size=1m', '/tmp'] },
    { 'cap_add' => %w(NET_ADMIN), 'cap_drop' => %w(ALL) } => { '--cap-add' => ['NET_ADMIN'], '--cap-drop' => ['ALL'] },
    { 'security_opt' => ['no-new-privileges:true'] } => { '--security-opt' => ['no-new-privileges:true'] },
    { 'extra_hosts' => ['a:10.0.0.1', 'b:::1', 'gw:host-gateway'] } =>
      { '--add-host' => ['a:10.0.0.1', 'b:::1', 'gw:host-gateway'] },
    { 'extra_hosts' => { 'six' => '::1' } } => { '--add-host' => ['six:::1'] },
    { 'labels' => { 'a' => 'b=c "d" $(e)', 'n' => 1, 'i' => '%{instance}' } } =>
      { '--label' => ['a=b=c "d" $(e)', 'n=1', 'i=web0-g1'] },
    { 'logging' => { 'driver' => 'syslog', 'options' => { 'tag' => 'x', 'mode' => 'non-blocking' } } } =>
      { '--log-driver' => ['syslog'], '--log-opt' => ['tag=x', 'mode=non-blocking'] },
    { 'logging' => { 'options' => { 'max-size' => '1m' } } } => { '--log-driver' => [], '--log-opt' => ['max-size=1m'] },
    { 'ports' => [{ 'target' => 80, 'published' => '8080', 'host_ip' => '127.0.0.1', 'protocol' => 'udp' }] } =>
      { '--publish' => ['127.0.0.1:8080:80/udp'] },
    { 'ports' => [{ 'target' => 80 }] } => { '--publish' => ['80/tcp'] },
    { 'volumes' => [{ 'type' => 'bind', 'source' => '/a', 'target' => '/b', 'read_only' => true }] } =>
      { '--volume' => ['/a:/b:ro'] },
    { 'volumes' => [{ 'type' => 'volume', 'source' => 'data', 'target' => '/b' }] } => { '--volume' => ['data:/b'] },
    { 'healthcheck' => { 'test' => "curl -f 'http://x' || exit 1" } } => { '--health-cmd' => ["curl -f 'http://x' || exit 1"] },
    { 'healthcheck' => { 'test' => ['CMD-SHELL', 'a | b'] } } => { '--health-cmd' => ['a | b'] },
    { 'healthcheck' => { 'test' => ['CMD', 'a', '$(b)', "c'd", "e\nf"] } } =>
      { '--health-cmd' => ["exec 'a' '$(b)' 'c'\\''d' 'e\nf'"] },
    { 'healthcheck' => { 'test' => 'x', 'interval' => '1m30s', 'timeout' => 2, 'start_period' => '500ms', 'retries' => 5 } } => {
      '--health-interval' => ['90000ms'], '--health-timeout' => ['2000ms'], '--health-start-period' => ['500ms'],
      '--health-retries' => ['5'], '--health-start-interval' => []
    },
    { 'healthcheck' => { 'interval' => '5s', 'start_interval' => '1s' } } =>
      { '--health-cmd' => [], '--health-interval' => ['5000ms'], '--health-start-interval' => ['1000ms'] },
    { 'healthcheck' => { 'disable' => true, 'test' => 'x', 'interval' => 1 } } =>
      { '--health-cmd' => [], '--health-interval' => [] },
  }.each do |fields, flags|
    it "gives #{flags} for #{fields}" do
      found = argv(fields)
      own = flags.keys.map { |flag| [flag, Stacks.values(found, flag).reject { |value| value.start_with?('cookgen.') }] }
      expect(Hash[own]).to eq(flags)
    end
  end

  {
    { 'init' => true } => ['--init'], { 'init' => false } => ['--init=false'], {} => [],
    { 'read_only' => true } => ['--read-only'], { 'read_only' => false } => [],
    { 'healthcheck' => { 'disable' => true } } => ['--no-healthcheck'],
    { 'healthcheck' => { 'test' => ['NONE'] } } => ['--no-healthcheck']
  }.each do |fields, switches|
    it "switches #{switches} for #{fields}" do
      expect(argv(fields).grep(/\A--(init|read-only|no-healthcheck)/)).to eq(switches)
    end
  end

  describe 'a task' do
    fields = {
      'user' => 'app', 'working_dir' => '/srv', 'mem_limit' => '1g', 'networks' => %w(a b), 'secrets' => ['KEY'],
      'restart' => 'always', 'healthcheck' => { 'test' => 'x' }, 'ports' => ['80'], 'migration' => 'up',
      'labels' => { 'a' => 'b' }
    }
    own = { 'cookgen' => { 'secrets' => { 'KEY' => 'x' } } }

    [:migration_argv, :run_argv].each do |kind|
      it "has the container's rights, limits, networks and secrets, and no place in its stead (#{kind})" do
        found = Stacks.web(fields, own).send(kind, 'IMAGE')
        expect(%w(--user --workdir --memory --network).map { |flag| Stacks.values(found, flag) })
          .to eq([['app'], ['/srv'], ['1g'], ['shop_a']])
        mount = %r{\Atype=bind,source=.*/KEY-\h+,target=/run/secrets/KEY,readonly\z}
        expect(Stacks.values(found, '--mount').first).to match(mount)
        expect(found & %w(--network-alias --health-cmd --publish --restart --name)).to eq([])
        expect(Stacks.values(found, '--label').length).to eq(1)
      end
    end
  end

  describe 'variables' do
    def file(name, text)
      path = File.join(Cookgen.root, name)
      File.write(path, text)
      path
    end

    it 'are app < env_from < env_file < env < database, and only env has holes' do
      base = file('base', "A=base\nB=base\nC=base\nD=base\nHOLE=%{app_name}")
      own = file('own', "C=file\nD=file\nDB_HOST=file")
      services = {
        'web' => { 'env_from' => 'base', 'env_file' => own, 'env' => { 'D' => 'own', 'E' => '%{app_name}' }, 'database' => true },
        'base' => { 'env_file' => [base], 'env' => { 'B' => 'env' } },
      }
      app = { 'environment' => { 'A' => 'app', 'Z' => 'app' }, 'database' => { 'host' => 'db' } }
      found = Stacks.stack(Stacks.node(services, 'app' => app)).app('shop').containers.first.environment
      expect(found).to include(
        'A' => 'base', 'B' => 'env', 'C' => 'file', 'D' => 'own', 'E' => 'web0', 'Z' => 'app', 'HOLE' => '%{app_name}',
        'DB_HOST' => 'db',
      )
    end

    it 'may do without a file that need not be there' do
      web = Stacks.web('env_file' => [{ 'path' => '/nope', 'required' => false }], 'env' => { 'A' => '1' })
      expect(web.environment).to eq('A' => '1')
    end

    it 'are read once: what is compared is what is used' do
      path = file('own', 'A=1')
      web = Stacks.web('env_file' => path)
      File.write(path, 'A=2')
      expect(web.environment).to eq('A' => '1')
    end

    ['%{app_name}', "it's $(x) \"y\"", "two\nlines", 'ü', '-rf', 'a=b'].each do |value|
      it "have the secret #{value.inspect} verbatim, from env, app settings and the database" do
        secret = { '$secret' => 'X' }
        app = { 'environment' => { 'B' => secret }, 'database' => { 'host' => 'db', 'password' => secret } }
        more = { 'cookgen' => { 'secrets' => { 'X' => value } }, 'app' => app }
        web = Stacks.web({ 'env' => { 'A' => { '$secret' => 'X' } }, 'database' => true }, more)
        expect(web.environment(3)).to include('A' => value, 'B' => value, 'DB_PASSWORD' => value)
        expect(web.create_argv(3, 'IMAGE').join(' ')).not_to include(value)
      end
    end

    it 'take a secret through env_from' do
      services = { 'web' => { 'env_from' => 'base' }, 'base' => { 'env' => { 'A' => { '$secret' => 'X' } } } }
      stack = Stacks.stack(Stacks.node(services, 'cookgen' => { 'secrets' => { 'X' => 'hush' } }))
      expect(stack.app('shop').containers.first.environment).to eq('A' => 'hush')
    end
  end

  it 'puts secrets into log options and notifications' do
    rollbar = { 'rollbar' => { 'access_token' => { '$secret' => 'X' }, 'env_var' => 'RACK_ENV' } }
    logging = { 'driver' => 'splunk', 'options' => { 'splunk-token' => { '$secret' => 'X' } } }
    fields = { 'logging' => logging, 'notifications' => rollbar }
    web = Stacks.web(fields, 'cookgen' => { 'secrets' => { 'X' => 'hush' } })
    expect(Stacks.values(web.create_argv(1, 'I'), '--log-opt')).to eq(['splunk-token=hush'])
    expect(web.notifications).to eq('rollbar' => { 'access_token' => 'hush', 'env_var' => 'RACK_ENV' })
    expect(web.masked).to eq('$secret X' => 'hush')
  end

  it 'names all that must not be shown: variables and the contents of its files, of whatever name' do
    own = { 'cookgen' => { 'secrets' => { 'X' => "hush\n", 'Y' => 'shh' } } }
    web = Stacks.web({ 'secrets' => ['X', { 'source' => 'Y' }], 'env' => { 'X' => '%{instance}' } }, own)
    expect(web.masked(2)).to eq('X' => 'web0-g2', '$secret X' => 'hush', '$secret Y' => 'shh')
  end

  describe 'what is missing' do
    secret = { '$secret' => 'NO' }
    {
      'a secret in env' => [{ 'env' => { 'A' => secret } }, ['.env.A: no secret NO']],
      'a secret as a file' => [{ 'secrets' => ['NO', { 'source' => 'NEIN' }] },
                               ['.secrets[0]: no secret NO', '.secrets[1]: no secret NEIN']],
      'a secret in log options' => [{ 'logging' => { 'options' => { 'x' => secret } } }, ['.logging.options.x: no secret NO']],
      'a secret for rollbar' => [{ 'notifications' => { 'rollbar' => { 'access_token' => secret } } },
                                 ['.notifications.rollbar.access_token: no secret NO']],
      'a file of variables' => [{ 'env_file' => ['/nope'] }, ['.env_file[0]: /nope is not there']],
      'one of the user\'s own keys' => [{ 'x-note' => secret }, []],
    }.each do |name, (fields, problems)|
      it "is told of #{name}" do
        expect(Stacks.web_problems(fields)).to eq(problems)
      end
    end

    it 'is told where it stands: at the service that env_from names' do
      node = Stacks.node('web' => { 'env_from' => 'base' }, 'base' => { 'env' => { 'A' => secret } })
      expect(Stacks.problems(node)).to eq(['deploy.shop.containers.base.env.A: no secret NO'])
    end

    it 'is told of the app settings and the database of those who take them' do
      app = { 'environment' => { 'A' => secret }, 'database' => { 'host' => 'h', 'password' => secret } }
      expect(Stacks.problems(Stacks.node({ 'web' => { 'database' => true } }, 'app' => app)))
        .to eq(['deploy.shop.environment.A: no secret NO', 'deploy.shop.database.password: no secret NO'])
      expect(Stacks.problems(Stacks.node({ 'web' => { 'deploy' => 'manual' } }, 'app' => app))).to eq([])
    end

    it 'is told of registries' do
      registries = { 'quay.io' => { 'username' => 'u', 'password' => secret } }
      expect(Stacks.problems(Stacks.node({ 'web' => {} }, 'docker' => { 'registries' => registries })))
        .to eq(['docker.registries.quay.io.password: no secret NO'])
    end

    it 'is nothing on a host that does not run the container' do
      fields = { 'layers' => ['db'], 'env' => { 'A' => secret }, 'env_file' => '/nope' }
      expect(Stacks.web_problems(fields, 'cookgen' => { 'layers' => ['docker'] })).to eq([])
    end
  end
end
