require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Exec do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    docker.publish('shop:v1', 'sha256:a')
    host.deploy('app' => { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto' })
    docker.commands.clear
    host.log.lines.clear
  end

  def run(given)
    lines = []
    described_class.new(host.tools, given).run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  it 'runs words, not a shell, in the container of that name' do
    run('container' => 'app0', 'command' => "rake 'say[a b]' $HOME;id")

    expect(docker.commands).to eq(['exec app0 rake say[a b] $HOME;id'])
  end

  it 'takes a list of words, and a service for its first instance' do
    run('container' => 'app', 'command' => ['echo', 'a  b'])

    expect(docker.commands).to eq(['exec app0 echo a  b'])
  end

  it 'runs each time' do
    2.times { run('container' => 'app0', 'command' => 'true') }

    expect(docker.commands.length).to eq(2)
  end

  it 'shows what the command says, without the secrets of its container' do
    docker.answers['env'] = Cookgen::Docker::Result.new(0, "TOKEN=hunter2hunter2\n", "done\n")
    allow(docker).to receive(:inspect_containers).and_wrap_original do |inspect, names|
      inspect.call(names).each { |one| one['Config']['Env'] = ['TOKEN=hunter2hunter2'] }
    end
    run('container' => 'app0', 'command' => 'env')

    expect(host.log.lines).to eq(['env in app0 ended after 0.0 s', 'app0: TOKEN=***', 'app0: done'])
  end

  it 'fails where the command fails' do
    docker.answers['false'] = Cookgen::Docker::Result.new(3, '', "no\n")

    expect { run('container' => 'app0', 'command' => 'false') }
      .to raise_error(Cookgen::Error, 'docker.exec: false in app0 ended with exit status 3')
  end

  it 'says who does not run and who is not there' do
    docker.named('app0').status = 'exited'

    expect { run('container' => 'app0', 'command' => 'id') }.to raise_error(Cookgen::Error, 'docker.exec: app0 does not run')
    expect { run('container' => 'ap', 'command' => 'id') }
      .to raise_error(Cookgen::Error, 'docker.exec: there is no container ap on this host')
  end

  it 'does nothing without the key' do
    expect([run(nil), run({}), described_class.new(host.tools, nil).forecast, docker.commands]).to eq([[], [], [], []])
  end

  [
    ['id', 'should be {container, command}'], [{ 'command' => 'id' }, '.container: should be'],
    [{ 'container' => 'app0' }, '.command: should be'], [{ 'container' => 'app0', 'command' => "a 'b" }, '.command: should be']
  ].each do |given, reason|
    it "refuses #{given.inspect}" do
      expect { run(given) }.to raise_error(Cookgen::Error, /#{Regexp.escape(reason)}/)
    end
  end
end
