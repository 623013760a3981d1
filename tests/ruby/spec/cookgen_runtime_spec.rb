RSpec.describe Cookgen::Runtime do
  def detect(node, bags = {})
    Cookgen::Runtime.detect(node, ->(name) { bags.fetch(name, []) })
  end

  it 'takes the back end by what is there' do
    bags = { 'aws_opsworks_app' => [{ 'shortname' => 'a' }] }
    expect(detect({ 'opsworks' => { 'stack' => {} } }, bags)).to be_a(described_class::Opsworks11)
    expect(detect({}, bags)).to be_a(described_class::Opsworks12)
    expect(detect({ 'opsworks' => {} })).to be_a(described_class::Plain)
    expect(detect({})).to be_a(described_class::Plain)
  end

  questions = [
    :deploy, :problems, :registries, :install, :log_opts, :forwarder, :manual, :hostname, :public_ip, :stack_name, :layers,
    :leader?, :event
  ]

  {
    'nothing' => {},
    'nulls' => { 'deploy' => nil, 'docker' => nil, 'logrotate' => nil, 'manual' => nil, 'cookgen' => nil },
    'other shapes' => { 'deploy' => [], 'docker' => 'x', 'logrotate' => 5, 'manual' => 5, 'cookgen' => 'x', 'cloud' => [] },
    'an OpsWorks tree of other shapes' => { 'opsworks' => { 'instance' => nil, 'layers' => [], 'stack' => 'x' } },
  }.each do |name, node|
    it "answers all questions from #{name}" do
      runtime = detect(node)
      answers = questions.map { |question| runtime.send(question) }
      expect(answers.length).to eq(questions.length)
      expect([runtime.deploying?('a'), runtime.environment('a'), runtime.database('a')]).to eq([false, {}, nil])
      expect([runtime.hostname, runtime.registries, runtime.manual - ['5']]).to eq(['localhost', {}, []])
    end
  end

  describe 'what every back end reads' do
    {
      nil => [], 'haproxy' => %w(haproxy), 'haproxy, nginx0' => %w(haproxy nginx0), %w(a b) => %w(a b), '' => []
    }.each do |given, names|
      it "takes manual #{given.inspect} for #{names.inspect}" do
        expect(detect('manual' => given).manual).to eq(names)
      end
    end

    it 'gives no forwarder where the name is blank' do
      expect(detect('logrotate' => { 'forwarder' => ' ' }).forwarder).to be_nil
    end

    it 'joins both copies of the variables' do
      node = { 'deploy' => { 'a' => { 'environment' => { 'A' => 1 }, 'environment_variables' => { 'B' => true } } } }
      expect(detect(node).environment('a')).to eq('A' => '1', 'B' => 'true')
    end

    [{}, { 'host' => nil }, { 'host' => '' }, [], nil].each do |database|
      it "takes #{database.inspect} for no database" do
        expect(detect('deploy' => { 'a' => { 'database' => database } }).database('a')).to be_nil
      end
    end

    it 'lets node[cookgen] overrule' do
      node = {
        'opsworks' => { 'instance' => { 'hostname' => 'docker1', 'layers' => ['web'], 'ip' => '1.2.3.4' } },
        'cookgen' => {
          'layers' => ['docker'], 'public_ip' => '9.9.9.9', 'stack_name' => 'prod', 'event' => 'setup', 'hostname' => 'h'
        },
      }
      runtime = detect(node)
      found = [runtime.layers, runtime.public_ip, runtime.stack_name, runtime.event, runtime.hostname]
      expect(found).to eq([['docker'], '9.9.9.9', 'prod', 'setup', 'h'])
    end

    { true => true, 'true' => true, 'false' => false, 'docker1' => true, 'docker2' => false }.each do |given, answer|
      it "takes cookgen.leader #{given.inspect} for #{answer}" do
        expect(detect('hostname' => 'docker1', 'cookgen' => { 'leader' => given }).leader?).to be(answer)
      end
    end
  end

  describe described_class::Plain do
    it 'takes the short host name, and the address the cloud gave' do
      node = { 'fqdn' => 'docker1.example.com', 'cloud' => { 'public_ipv4' => '1.2.3.4' } }
      expect([detect(node).hostname, detect(node).public_ip]).to eq(%w(docker1 1.2.3.4))
    end

    it 'has no layers, is its own leader, and deploys what has containers' do
      runtime = detect('deploy' => { 'a' => { 'containers' => [] }, 'b' => {} })
      expect([runtime.layers, runtime.leader?, runtime.event]).to eq([nil, true, 'deploy'])
      expect(%w(a b c).map { |slug| runtime.deploying?(slug) }).to eq([true, false, false])
    end
  end

  describe described_class::Opsworks11 do
    def node(instances, own = {})
      {
        'deploy' => { 'a' => { 'containers' => {}, 'application_type' => 'other', 'database' => Stacks::DATABASE } },
        'opsworks' => {
          'activity' => 'configure', 'deployment' => nil, 'stack' => { 'name' => 'Prod Stack', 'elb-load-balancers' => [] },
          'instance' => { 'hostname' => 'docker2', 'layers' => %w(web docker), 'ip' => nil }.merge(own),
          'layers' => { 'docker' => { 'instances' => instances } }
        },
      }
    end

    it 'reads its trees' do
      runtime = detect(node({}, 'ip' => '54.0.0.1'))
      found = [runtime.hostname, runtime.public_ip, runtime.stack_name, runtime.layers, runtime.event, runtime.database('a')]
      expect(found).to eq(['docker2', '54.0.0.1', 'Prod Stack', %w(web docker), 'configure', Stacks::DATABASE])
      expect(runtime.deploying?('a')).to be(true)
    end

    {
      'leads alone on the first boot, when the service lists nobody' => [{}, true],
      'leads where its name sorts first by number' => [{ 'docker10' => {}, 'docker2' => {} }, true],
      'follows where another comes first' => [{ 'docker2' => {}, 'docker1' => {} }, false],
      'follows while it is not yet online itself' => [{ 'docker10' => {} }, false],
    }.each do |name, (instances, answer)|
      it(name) { expect(detect(node(instances)).leader?).to be(answer) }
    end

    it 'works in a layer of any name, and in none' do
      expect(detect(node({ 'docker1' => {} }, 'layers' => ['other'])).leader?).to be(true)
      expect(detect(node({ 'docker1' => {} }, 'layers' => [])).leader?).to be(true)
    end
  end

  describe described_class::Opsworks12 do
    def bags(changes = {})
      {
        'aws_opsworks_app' => [
          {
            'shortname' => 'shop', 'deploy' => true, 'environment' => { 'APP_TYPE' => 'docker', 'PORT' => 80 },
            'data_sources' => [{ 'type' => 'RdsDbInstance', 'arn' => 'arn:1', 'database_name' => 'shopdb' }]
          },
          { 'shortname' => 'blog', 'data_sources' => [{ 'type' => 'None' }] },
        ],
        'aws_opsworks_command' => [{ 'type' => 'deploy' }],
        'aws_opsworks_instance' => [
          { 'hostname' => 'docker10', 'role' => ['docker'], 'status' => 'online' },
          { 'hostname' => 'docker3', 'role' => ['docker'], 'status' => 'online', 'self' => true, 'public_ip' => '54.0.0.3' },
          { 'hostname' => 'docker1', 'role' => ['docker'], 'status' => 'stopped' },
          { 'hostname' => 'a1', 'role' => ['web'], 'status' => 'online' },
        ],
        'aws_opsworks_stack' => [{ 'name' => 'Prod' }],
        'aws_opsworks_rds_db_instance' => [
          {
            'rds_db_instance_arn' => 'arn:1', 'address' => 'db.lab', 'db_password' => 'pw', 'db_user' => 'u', 'port' => 5432,
            'engine' => 'postgres'
          },
        ],
      }.merge(changes)
    end

    custom = { 'deploy' => { 'shop' => { 'containers' => {} }, 'blog' => { 'containers' => {} } } }

    it 'joins the bags of the service' do
      runtime = detect(custom, bags)
      found = [runtime.hostname, runtime.public_ip, runtime.stack_name, runtime.layers, runtime.event, runtime.leader?]
      expect(found).to eq(['docker3', '54.0.0.3', 'Prod', ['docker'], 'deploy', true])
    end

    it 'makes the database of 11.10 out of data source and RDS item' do
      expect(detect(custom, bags).database('shop')).to eq(
        'adapter' => 'postgresql', 'database' => 'shopdb', 'host' => 'db.lab', 'password' => 'pw', 'port' => 5432,
        'reconnect' => true, 'username' => 'u',
      )
      expect(detect(custom, bags).database('blog')).to be_nil
    end

    {
      'mysql' => 'mysql2', 'mariadb' => 'mysql2', 'aurora' => 'mysql2', 'aurora-postgresql' => 'postgresql'
    }.each do |engine, adapter|
      it "calls #{engine} #{adapter}" do
        rds = bags['aws_opsworks_rds_db_instance'].map { |item| item.merge('engine' => engine) }
        runtime = detect(custom, bags('aws_opsworks_rds_db_instance' => rds))
        expect(runtime.database('shop')['adapter']).to eq(adapter)
      end
    end

    it 'has no database where the item of the data source is missing or has no address' do
      [[], [{ 'rds_db_instance_arn' => 'arn:1' }], [{ 'rds_db_instance_arn' => 'arn:2', 'address' => 'x' }]].each do |items|
        expect(detect(custom, bags('aws_opsworks_rds_db_instance' => items)).database('shop')).to be_nil
      end
    end

    it 'lets custom JSON name another database' do
      node = { 'deploy' => { 'shop' => { 'database' => { 'host' => 'mine' } } } }
      expect(detect(node, bags).database('shop')).to eq('host' => 'mine')
    end

    it 'puts variables of custom JSON over those of the app' do
      node = { 'deploy' => { 'shop' => { 'environment' => { 'PORT' => 81 } } } }
      expect(detect(node, bags).environment('shop')).to eq('APP_TYPE' => 'docker', 'PORT' => '81')
    end

    it 'deploys the apps of a deploy command, and all apps at any other event' do
      setup = bags('aws_opsworks_command' => [{ 'type' => 'setup' }])
      expect(%w(shop blog nope).map { |slug| detect(custom, bags).deploying?(slug) }).to eq([true, false, false])
      expect(%w(shop blog nope).map { |slug| detect(custom, setup).deploying?(slug) }).to eq([true, true, false])
    end

    it 'does without every bag but the first' do
      runtime = detect(custom, 'aws_opsworks_app' => [{ 'shortname' => 'shop' }])
      expect([runtime.event, runtime.leader?, runtime.layers, runtime.database('shop')]).to eq(['deploy', true, nil, nil])
    end

    it 'looks into each bag once' do
      asked = []
      runtime = described_class.new(custom, ->(name) { asked << name && bags.fetch(name, []) })
      3.times { runtime.leader? && runtime.hostname }
      expect(asked).to eq(['aws_opsworks_instance'])
    end
  end
end
