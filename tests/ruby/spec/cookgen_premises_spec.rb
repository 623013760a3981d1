require_relative 'support/fake_docker'

RSpec.describe Cookgen::Premises do
  # Networks in memory: name => [label of the app or nil, somebody refers to it].
  let(:docker) do
    Class.new do
      attr_reader :networks, :calls
      attr_accessor :mounts

      def initialize
        @networks = {}
        @calls = []
        @mounts = []
      end

      def call!(argv)
        calls << argv
        Cookgen::Docker::Result.new(0, answer(argv).map { |line| "#{line}\n" }.join, '')
      end

      def containers(_app)
        %w(id)
      end

      def inspect_containers(_ids)
        [{ 'Mounts' => mounts.map { |path| { 'Source' => path } } }, {}]
      end

      private

      def answer(argv)
        case argv.first(2)
        when %w(network ls) then listed(argv)
        when %w(network create) then create(argv)
        when %w(network rm) then [networks.delete(argv.last) && argv.last]
        else networks[argv.last.sub('network=', '')].last ? ['id'] : []
        end
      end

      def listed(argv)
        app = argv.map { |word| word[/\Alabel=cookgen.app=(.*)/, 1] }.compact.first
        networks.keys.select { |name| app.nil? || networks[name].first == app }
      end

      def create(argv)
        networks[argv.last] = [argv.map { |word| word[/\Acookgen.app=(.*)/, 1] }.compact.first, false]
        [argv.last]
      end
    end.new
  end

  def premises(fields, own = { 'KEY' => 'hush' })
    fields = { 'web' => fields } unless fields.key?('web')
    secrets = { 'cookgen' => { 'secrets' => own } }
    described_class.new(docker, Stacks.stack(Stacks.node(fields, secrets)).apps)
  end

  def mine(target = 'KEY')
    { 'source' => 'KEY', 'target' => target, 'uid' => Process.uid, 'gid' => Process.gid }
  end

  it 'makes networks and files once' do
    one = premises('networks' => %w(back front), 'secrets' => [mine])
    expect(one.lines).to eq(
      ['make the network shop_back', 'make the network shop_front', 'write the secret for /run/secrets/KEY'],
    )
    one.prepare
    expect([one.lines, docker.networks.keys]).to eq([[], %w(shop_back shop_front)])
    expect(docker.calls).to include(
      ['network', 'create', '--label', 'cookgen.app=shop', '--label', 'cookgen.network=back', 'shop_back'],
    )
    done = docker.calls.length
    one.prepare
    expect(docker.calls.drop(done)).to eq([['network', 'ls', '--format', '{{.Name}}']])
  end

  it 'asks Docker nothing where nothing is wanted' do
    expect([premises({}).lines, premises({}).prepare, docker.calls]).to eq([[], [], []])
  end

  it 'takes a network that is there, and leaves it there' do
    docker.networks['shop_back'] = [nil, false]
    premises('networks' => ['back']).prepare
    expect([docker.networks.keys, premises({}).tidy]).to eq([['shop_back'], []])
  end

  it 'removes networks that nothing refers to, and those of others never' do
    docker.networks['shop_kept'] = ['shop', true]
    docker.networks['other_x'] = ['other', false]
    %w(shop_old shop_back).each { |name| docker.networks[name] = ['shop', false] }
    expect(premises('networks' => ['back']).tidy).to eq(['removed the network shop_old'])
    expect(docker.networks.keys).to eq(%w(shop_kept other_x shop_back))
  end

  it 'keeps the files of what still runs with an old secret' do
    old = premises('secrets' => [mine])
    old.prepare
    path = Dir.glob(File.join(Cookgen::SecretFile.folder('shop'), '*')).first
    new = premises({ 'secrets' => [mine] }, 'KEY' => 'other')
    new.prepare
    docker.mounts = [path]
    expect([new.tidy, File.exist?(path)]).to eq([[], true])
    docker.mounts = []
    expect([new.tidy, File.exist?(path), new.lines]).to eq([['removed KEY'], false, []])
  end
end
