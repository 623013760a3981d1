require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Status do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    %w(v1 v2).each { |tag| docker.publish("shop:#{tag}", "sha256:#{tag}23456789abcdef") }
    listed = "sha256:v223456789abcdef shop:v2\nsha256:v123456789abcdef <none>:<none>\n"
    allow(docker).to receive(:call).and_return(Cookgen::Docker::Result.new(0, listed, ''))
    allow(docker).to receive(:inspect_containers).and_wrap_original do |inspect, names|
      inspect.call(names).each { |one| one['Created'] = '2026-02-01T10:00:00.123456789Z' }
    end
  end

  def lines
    described_class.new(docker, Time.utc(2026, 2, 1, 12, 30)).lines
  end

  def deploy(tag, behaviour = nil)
    docker.publish("shop:#{tag}", "sha256:#{tag}23456789abcdef", behaviour)
    host.deploy('app' => { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto' })
  end

  it 'shows what runs above what is kept of it, and what was done' do
    docker.foreign('other0')
    %w(v1 v2).each { |tag| deploy(tag) }

    expect(lines.map { |line| line.sub(/\d\.\d s/, '0.0 s') }).to eq([
      'APP   CONTAINER  GENERATION  IMAGE                   AGE  STATE',
      'shop  app0       2           shop:v2 (v223456789ab)  2 h  running',
      'shop  app0-g1    1           v123456789ab            2 h  kept',
      '',
      'shop: generation 2',
      '  2026-02-01T12:00:00Z  deploy  1 -> 2  ok  0.0 s  by a deploy',
      '  2026-02-01T12:00:00Z  deploy  1  ok  0.0 s  by a deploy',
    ])
  end

  it 'tells a container that should run from one that is kept' do
    deploy('v1')
    docker.named('app0').status = 'exited'

    expect(lines[1]).to end_with('exited (1)')
  end

  it 'says where and why a deploy failed' do
    deploy('v1')
    expect { deploy('v2', :mute) }.to raise_error(Cookgen::DeployFailed)

    expect(lines).to include(/deploy  1 -> 2  failed  0\.0 s  by a deploy  readiness: not ready after 60 s/)
    expect(lines).to include('shop: generation 1')
  end

  it 'says that a run was cut short' do
    deploy('v1')
    Cookgen::Journal.new('shop').write('starting', [])

    expect(lines).to include('shop: a run was cut short, the next one finishes or undoes it')
  end

  it 'has a word for a host without anything' do
    expect(lines).to eq(['cookgen has deployed nothing on this host'])
  end

  it 'changes nothing' do
    deploy('v1')
    docker.commands.clear
    lines

    expect(docker.commands).to eq([])
  end
end
