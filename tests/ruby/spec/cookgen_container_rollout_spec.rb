RSpec.describe Cookgen::Container do
  socks = { 'app' => { 'data_volumes' => { 'socks' => ['/socks'] } } }
  shared = { 'volumes_from' => ['socks'] }
  fixed = shared.merge('command' => '-l /socks/a.sock')

  {
    {} => ['start-first', nil],
    { 'update_config' => { 'order' => 'stop-first' } } => ['stop-first', 'is told to by update_config'],
    { 'ports' => ['80:80'] } => ['stop-first', 'publishes host port 80'],
    fixed => ['stop-first', 'binds the fixed socket /socks/a.sock'],
    fixed.merge('update_config' => { 'order' => 'start-first' }) => ['start-first', nil],
  }.each do |fields, (order, reason)|
    it "is replaced #{order} with #{fields}" do
      web = Stacks.web(fields, socks)
      expect([web.update_config['order'], web.stop_first]).to eq([order, reason])
    end
  end

  it 'cannot start first where both would publish one port' do
    expect(Stacks.web_problems('ports' => ['80:80'], 'update_config' => { 'order' => 'start-first' }))
      .to eq(['.update_config.order: cannot be start-first: it publishes host port 80'])
  end

  it 'has an update_config in plain values, with defaults' do
    expect(Stacks.web({}).update_config).to eq(
      'order' => 'start-first', 'parallelism' => 0, 'delay' => 0, 'monitor' => 1, 'failure_action' => 'rollback',
    )
    given = { 'parallelism' => '2', 'delay' => '1m', 'monitor' => 0, 'failure_action' => 'pause' }
    expect(Stacks.web('update_config' => given).update_config).to eq(
      'order' => 'start-first', 'parallelism' => 2, 'delay' => 60, 'monitor' => 0, 'failure_action' => 'pause',
    )
  end

  { nil => 'always', 'always' => 'always', 'missing' => 'missing', 'never' => 'never' }.each do |given, policy|
    it "pulls #{policy} for #{given.inspect}" do
      expect(Stacks.web('pull_policy' => given).pull_policy).to eq(policy)
    end
  end

  %w(pre_start post_start pre_stop).each do |hook|
    {
      "sh -c 'echo $HOME; x' %{instance}" => ['sh', '-c', 'echo $HOME; x', 'web0-g4'],
      ['a b', '%{app_name}', '50%'] => ['a b', 'web0', '50%'],
      nil => nil,
    }.each do |given, words|
      it "has #{words.inspect} for #{hook} #{given.inspect}" do
        expect(Stacks.web(hook => given).send(hook, 4)).to eq(words)
      end
    end
  end

  describe 'the proxy' do
    {
      nil => nil,
      { 'via' => 'web', 'port' => '3000' } => { 'via' => 'web', 'port' => 3000 },
      { 'via' => 'web0', 'socket' => '/socks/%{app_name}.s' } => { 'via' => 'web0', 'socket' => '/socks/web0-g2.s' },
      { 'via' => 'web', 'socket' => '/socks/fixed.s' } => { 'via' => 'web', 'socket' => '/socks/fixed.s' },
      { 'via' => 'web' } => { 'via' => 'web' },
    }.each do |given, value|
      it "reaches it by #{value.inspect} for #{given}" do
        expect(Stacks.web(shared.merge('proxy' => given), socks).proxy(2)).to eq(value)
      end
    end

    it 'takes what the container says elsewhere: its socket, else its first port' do
      via = { 'proxy' => { 'via' => 'web' } }
      command = shared.merge(via).merge('command' => '-l /socks/%{app_name}.sock', 'ports' => ['3000'])
      expect(Stacks.web(command, socks).proxy(2)).to eq('via' => 'web', 'socket' => '/socks/web0-g2.sock')
      expect(Stacks.web(via.merge('ports' => ['53:53/udp', '80:3000'])).proxy).to eq('via' => 'web', 'port' => 3000)
    end

    it 'makes its socket the container\'s, and its port what the deploy asks' do
      by_socket = Stacks.web(shared.merge('proxy' => { 'via' => 'web', 'socket' => '/socks/%{app_name}.s' }), socks)
      expect([by_socket.socket_path(2), by_socket.readiness(2)['socket']]).to eq(['/socks/web0-g2.s', '/socks/web0-g2.s'])
      by_port = Stacks.web('proxy' => { 'via' => 'web', 'port' => 3000 }, 'ports' => ['9000'])
      expect(by_port.readiness).to include('kind' => 'tcp', 'port' => 3000)
    end

    it 'has to be there' do
      expect(Stacks.web_problems('proxy' => { 'via' => 'nope' })).to eq(['.proxy.via: nope is unknown'])
    end
  end

  describe 'haproxy' do
    it 'is plain values with defaults' do
      expect([Stacks.web({}).haproxy, Stacks.web('haproxy' => { 'listen' => '80' }).haproxy]).to eq(
        [
          nil,
          { 'mode' => 'http', 'balance' => 'roundrobin', 'listen' => 80, 'http_check' => nil, 'maxconn' => nil,
            'timeouts' => { 'connect' => 5, 'client' => 30, 'server' => 30, 'queue' => 5 } },
        ],
      )
    end

    it 'is what the stack says' do
      given = {
        'listen' => '/socks/%{app_name}', 'mode' => 'tcp', 'balance' => 'leastconn', 'http_check' => '/up', 'maxconn' => 5,
        'timeouts' => { 'client' => '1m', 'queue' => '500ms' }, 'x-note' => 'mine'
      }
      expect(Stacks.web('haproxy' => given).haproxy).to eq(
        'listen' => '/socks/web0', 'mode' => 'tcp', 'balance' => 'leastconn', 'http_check' => '/up', 'maxconn' => 5,
        'timeouts' => { 'connect' => 5, 'client' => 60, 'server' => 30, 'queue' => 0.5 }
      )
    end
  end

  describe 'readiness from a health check' do
    {
      'a | b' => ['/bin/sh', '-c', 'a | b'],
      ['CMD', 'curl', 'http://%{app_name}'] => ['curl', 'http://web0'],
      ['CMD-SHELL', 'x'] => ['/bin/sh', '-c', 'x'],
    }.each do |test, words|
      it "asks #{words} for #{test.inspect}, in the deploy's own time" do
        fields = { 'ports' => ['80'], 'healthcheck' => { 'test' => test, 'interval' => '30s', 'start_period' => '40s' } }
        expect(Stacks.web(fields).readiness).to include(
          'kind' => 'exec', 'argv' => words, 'interval' => 0.5, 'timeout' => 30, 'deadline' => 130,
        )
      end
    end

    [{ 'disable' => true, 'test' => 'x' }, { 'test' => ['NONE'] }, { 'interval' => 5 }].each do |check|
      it "is none with #{check}" do
        expect(Stacks.web('ports' => ['80'], 'healthcheck' => check).readiness['kind']).to eq('tcp')
      end
    end

    it 'gives way to what readiness says, kind or time' do
      check = { 'healthcheck' => { 'test' => 'x' } }
      expect(Stacks.web(check.merge('readiness' => { 'tcp' => 80 })).readiness).to include('kind' => 'tcp', 'interval' => 0.2)
      expect(Stacks.web(check.merge('readiness' => { 'deadline' => 7 })).readiness).to include('kind' => 'exec', 'deadline' => 7)
    end
  end

  # A change of one of these makes a new container; a change of one of the others is a matter of the next deploy only.
  describe 'the fingerprint' do
    defines = {
      'cap_add' => ['ALL'], 'cap_drop' => ['ALL'], 'command' => 'x', 'cpus' => 1, 'database' => true, 'entrypoint' => 'x',
      'env' => { 'A' => '1' }, 'env_file' => :file, 'env_from' => 'other', 'extra_hosts' => ['a:1.1.1.1'],
      'haproxy' => { 'listen' => 80 },
      'healthcheck' => { 'test' => 'x' }, 'hostname' => 'x', 'init' => true, 'labels' => { 'a' => 'b' }, 'links' => ['other0'],
      'logging' => { 'driver' => 'syslog' }, 'mem_limit' => '1g', 'networks' => ['a'], 'pids_limit' => 5, 'ports' => ['80'],
      'read_only' => true, 'restart' => 'no', 'secrets' => ['KEY'], 'security_opt' => ['no-new-privileges'], 'shm_size' => '1m',
      'stop_grace_period' => 1, 'stop_signal' => 'SIGINT', 'tmpfs' => '/run', 'ulimits' => { 'nproc' => 1 }, 'user' => 'x',
      'volumes' => ['/a:/b'], 'volumes_from' => ['socks'], 'working_dir' => '/x'
    }
    leaves = {
      'containers' => 2, 'cron' => {}, 'depends_on' => ['other'], 'deploy' => 'cron', 'drain_timeout' => 1,
      'image' => 'other', 'layers' => ['docker'], 'migration' => 'x', 'notifications' => {},
      'post_start' => 'x', 'pre_start' => 'x', 'pre_stop' => 'x', 'proxy' => { 'via' => 'other', 'port' => 80 },
      'pull_policy' => 'never', 'readiness' => { 'tcp' => 80 }, 'retain' => 1, 'socket' => '/socks/%{app_name}',
      'startup_time' => 1, 'tag' => 'x', 'update_config' => { 'order' => 'stop-first' }
    }

    def print_of(fields, key = 'hush')
      other = { 'env' => { 'B' => '1' } }
      app = { 'database' => { 'host' => 'h' }, 'data_volumes' => { 'socks' => ['/socks'] } }
      node = Stacks.node({ 'web' => fields, 'other' => other }, 'app' => app, 'cookgen' => { 'secrets' => { 'KEY' => key } })
      Stacks.stack(node).app('shop').containers.first.fingerprint('sha256:1')
    end

    it 'knows every field' do
      expect((defines.keys + leaves.keys).sort).to eq(Cookgen::ContainerFields::KINDS.keys)
    end

    defines.each do |field, value|
      it "changes with #{field}" do
        path = File.join(Cookgen.root, 'vars')
        File.write(path, 'A=1')
        expect(print_of(field => value == :file ? path : value)).not_to eq(print_of({}))
      end
    end

    leaves.each do |field, value|
      it "does not change with #{field}" do
        base = field == 'socket' ? { 'volumes_from' => ['socks'] } : {}
        expect(print_of(base.merge(field => value))).to eq(print_of(base))
      end
    end

    it 'does not change with what the proxy is told: it reads that again' do
      expect(print_of('haproxy' => { 'listen' => 80 })).to eq(print_of('haproxy' => { 'listen' => 81, 'http_check' => '/up' }))
    end

    it 'changes with a secret and with a file of variables, wherever they are used' do
      path = File.join(Cookgen.root, 'vars')
      uses = [{ 'secrets' => ['KEY'] }, { 'env' => { 'A' => { '$secret' => 'KEY' } } },
              { 'logging' => { 'options' => { 'a' => { '$secret' => 'KEY' } } } }]
      expect(uses.map { |fields| print_of(fields) == print_of(fields, 'other') }).to eq([false] * 3)
      prints = %w(A=1 A=2).map do |line|
        File.write(path, line)
        print_of('env_file' => path)
      end
      expect(prints.uniq.length).to eq(2)
    end
  end
end
