RSpec.describe Cookgen::Task do
  # Notes what it is told; `failing`: a pattern of commands that fail.
  let(:docker) do
    Class.new do
      attr_reader :calls
      attr_accessor :failing

      def initialize
        @calls = []
      end

      def run_once(argv, opts)
        calls << [argv.join(' '), opts]
        Cookgen::Docker::Result.new(0, 'out', '')
      end

      def call(argv, opts = {})
        run_once(argv, opts)
      end

      def call!(argv, opts = {})
        result = Cookgen::Docker::Result.new(125, '', 'refused')
        raise Cookgen::CommandFailed.new('docker', result) if failing && argv.join(' ') =~ failing
        call(argv, opts)
      end

      def create(argv, _name, env)
        call!(argv, :env => env)
        'ID'
      end

      def remove(ids)
        calls << [ids, {}]
      end
    end.new
  end

  def run(networks)
    web = Stacks.web('migration' => 'up', 'networks' => networks)
    described_class.run(docker, web, web.migration_argv('IMAGE'), :env => { 'A' => '1' }, :timeout => 5)
  end

  it 'is one command where one network does' do
    expect(run(['a']).out).to eq('out')
    expect(docker.calls.map(&:last)).to eq([{ :env => { 'A' => '1' }, :timeout => 5 }])
    expect(docker.calls.first.first).to start_with('run --rm').and include('--network shop_a')
  end

  it 'joins further networks before it starts, and goes by no name there' do
    expect(run(%w(a b c)).ok?).to be(true)
    words = docker.calls.map(&:first)
    expect(words.first).to start_with('create --rm').and include('--network shop_a').and end_with('IMAGE up')
    expect(words.drop(1)).to eq(['network connect shop_b ID', 'network connect shop_c ID', 'start --attach ID'])
    expect(docker.calls.map(&:last)).to eq([{ :env => { 'A' => '1' } }, {}, {}, { :timeout => 5 }])
  end

  it 'leaves nothing behind where a network is refused' do
    docker.failing = /connect/
    result = run(%w(a b))
    expect([result.status, result.problem, docker.calls.last.first]).to eq([125, 'refused (exit status 125)', ['ID']])
  end

  it 'says why it could not be made' do
    docker.failing = /create/
    expect([run(%w(a b)).status, docker.calls]).to eq([125, []])
  end
end
