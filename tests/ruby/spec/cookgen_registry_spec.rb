RSpec.describe Cookgen::Registry do
  # Remembers what it was asked to run.
  let(:docker) do
    Class.new do
      attr_reader :calls

      def call!(argv, opts)
        (@calls ||= []) << [argv, opts]
      end
    end.new
  end

  def registry(host = 'quay.io', login = { 'username' => 'u', 'password' => 'p$%\'"' })
    described_class.new(host, login, Cookgen.root)
  end

  def store(content)
    File.write(File.join(Cookgen.root, 'config.json'), content)
  end

  # Defects 19 and 20 of the origin: the password stood in argv, behind a flag that docker no longer knows.
  it 'hands the password to stdin alone' do
    expect(registry.login(docker)).to be(true)
    argv, opts = docker.calls.first
    expect(argv).to eq(['login', '--username', 'u', '--password-stdin', 'quay.io'])
    expect(opts).to eq(:stdin => "p$%'\"", :title => 'login quay.io')
  end

  {
    'no file' => [nil, false],
    'the same credential' => ["{\"auths\":{\"quay.io\":{\"auth\":\"#{["u:p$%'\""].pack('m0')}\"}}}", true],
    'another credential' => ["{\"auths\":{\"quay.io\":{\"auth\":\"#{['u:other'].pack('m0')}\"}}}", false],
    'another host' => ["{\"auths\":{\"ghcr.io\":{\"auth\":\"#{["u:p$%'\""].pack('m0')}\"}}}", false],
    'no JSON' => ['{"auths"', false],
    'another shape' => ['[]', false],
    'an empty entry' => ['{"auths":{"quay.io":null}}', false],
    'a helper' => ['{"credHelpers":{"quay.io":"x"}}', false],
    'the credential behind a helper' =>
      ["{\"auths\":{\"quay.io\":{\"auth\":\"#{["u:p$%'\""].pack('m0')}\"}},\"credHelpers\":{\"quay.io\":\"x\"}}", false],
  }.each do |name, (content, current)|
    it "is #{current ? '' : 'not '}logged in where the configuration has #{name}" do
      store(content) if content
      expect(registry.current?).to be(current)
      expect(registry.login(docker)).to be(!current)
    end
  end

  it 'finds Docker Hub under the name it is stored by' do
    store("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"#{['a:b'].pack('m0')}\"}}}")
    expect(registry('docker.io', 'username' => 'a', 'password' => 'b').current?).to be(true)
  end

  [{}, { 'username' => '', 'password' => '' }, { 'username' => 'u' }, { 'password' => 'p' }].each do |login|
    it "does nothing with #{login.keys}" do
      expect([registry('quay.io', login).blank?, registry('quay.io', login).login(docker),
              docker.calls]).to eq([true, false, nil])
    end
  end

  describe 'with a helper' do
    let(:folder) { File.join(Cookgen.root, 'bin') }

    def helped(host = 'quay.io')
      registry(host, 'username' => '', 'credential_helper' => 'ecr-login')
    end

    def stored
      JSON.parse(File.read(File.join(Cookgen.root, 'config.json')))
    end

    def install
      Dir.mkdir(folder)
      File.write(File.join(folder, 'docker-credential-ecr-login'), '')
      File.chmod(0755, File.join(folder, 'docker-credential-ecr-login'))
    end

    around do |example|
      before = ENV['PATH']
      ENV['PATH'] = "#{File.join(Cookgen.root, 'bin')}:/nonexistent"
      example.run
      ENV['PATH'] = before
    end

    it 'is named in the configuration once, without a login' do
      install
      store('{"auths":{"quay.io":{"auth":"x"},"ghcr.io":{"auth":"y"}},"credHelpers":{"a":"b"},"HttpHeaders":{}}')
      expect([helped.blank?, helped.login(docker), helped.login(docker), docker.calls]).to eq([false, true, false, nil])
      expect(stored).to eq(
        'auths' => { 'ghcr.io' => { 'auth' => 'y' } }, 'credHelpers' => { 'a' => 'b', 'quay.io' => 'ecr-login' },
        'HttpHeaders' => {},
      )
      expect(File.stat(File.join(Cookgen.root, 'config.json')).mode & 07777).to eq(0600)
    end

    it 'has to be installed' do
      expect { helped.login(docker) }
        .to raise_error(Cookgen::Error, 'docker.registries.quay.io: docker-credential-ecr-login is not installed')
    end

    it 'goes when there is a password again: docker would hand it over' do
      store('{"credHelpers":{"quay.io":"x","a":"b"}}')
      registry.login(docker)
      expect([stored, docker.calls.length]).to eq([{ 'credHelpers' => { 'a' => 'b' } }, 1])
    end

    it 'of Docker Hub stands under the name docker asks by' do
      install
      helped('docker.io').login(docker)
      expect(stored['credHelpers']).to eq('https://index.docker.io/v1/' => 'ecr-login')
    end
  end

  it 'takes username and password from secrets' do
    login = { 'username' => { '$secret' => 'U' }, 'password' => { '$secret' => 'P' } }
    node = { 'docker' => { 'registries' => { 'quay.io' => login } }, 'cookgen' => { 'secrets' => { 'U' => 'u', 'P' => '%{p}' } } }
    described_class.all(Cookgen::Runtime.detect(node, Stacks::NO_BAGS), Cookgen.root).first.login(docker)
    expect(docker.calls.first).to eq(
      [%w(login --username u --password-stdin quay.io), { :stdin => '%{p}', :title => 'login quay.io' }],
    )
  end

  it 'shows no secret where it is printed' do
    expect(registry.inspect).to eq('#<Cookgen::Registry quay.io>')
  end

  it 'is one per host of the runtime' do
    runtime = Cookgen::Runtime.detect({ 'docker' => { 'registries' => { 'a' => {}, 'b' => {} } } }, Stacks::NO_BAGS)
    expect(described_class.all(runtime, '/x').map(&:host)).to eq(%w(a b))
  end

  {
    'quay.io' => true, 'localhost:5000' => true, '10.0.0.1' => true, 'a' => true, 'https://quay.io' => false,
    'quay.io/x' => false, '-quay.io' => false, "quay.io\n" => false, '' => false, 'a b' => false
  }.each do |host, answer|
    it "#{answer ? 'takes' : 'refuses'} #{host.inspect}" do
      expect(described_class.host?(host)).to be(answer)
    end
  end
end
