require_relative 'spec_helper'
require_relative 'support/host'

# Batches, and what becomes of them when one fails.
RSpec.describe Cookgen::Rollout do
  let(:host) { Host.new }
  let(:docker) { host.docker }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    docker.publish('shop:v1', 'sha256:a')
    docker.publish('shop:v2', 'sha256:b')
    deploy('v1', {})
  end

  def deploy(tag, config, more = {})
    fields = { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => 3 }
    host.deploy('web' => fields.merge('update_config' => { 'parallelism' => 1 }.merge(config)).merge(more))
  end

  # Deploys the second version; the second instance of it never comes up.
  def failure(config, more = {})
    allow(docker).to receive(:start).and_wrap_original do |start, id, *title|
      result = start.call(id, *title)
      box = docker.boxes.find { |each| each.id == id }
      box.status = 'exited' if box.name == 'web1-g2'
      result
    end
    deploy('v2', config, more)
    nil
  rescue Cookgen::DeployFailed => e
    e
  end

  def images
    %w(web0 web1 web2).map { |name| docker.serving[name] }
  end

  it 'takes the batches before back, too, unless told otherwise' do
    outcome = failure({}).outcome

    expect(images).to eq(%w(sha256:a sha256:a sha256:a))
    expect([outcome, host.journals]).to eq(['what served before goes on serving; web0 went back to what was before', []])
  end

  it 'stops where it is for pause' do
    expect(failure('failure_action' => 'pause').outcome).to eq('what served before goes on serving')
    expect(images).to eq(%w(sha256:b sha256:a sha256:a))
  end

  it 'goes on for continue, and still fails' do
    expect(failure('failure_action' => 'continue').container).to eq('web1-g2')
    expect(images).to eq(%w(sha256:b sha256:a sha256:b))
  end

  it 'says so where nothing was kept to go back to' do
    words = 'nothing of what was replaced before was kept, and none went back to what was before'
    expect(failure({}, 'retain' => 0).outcome).to end_with(words)
    expect(images).to eq(%w(sha256:b sha256:a sha256:a))
  end

  it 'starts as many at once as there is memory for, and says so' do
    allow(Cookgen::Memory).to receive(:available).and_return(600 * 1024**2)
    lines = deploy('v2', { 'parallelism' => 0 }, 'mem_limit' => '256m')

    expect(lines.first).to eq('in 2 batches: old and new side by side would take 768 MiB more, and 600 MiB are free')
    expect(docker.commands.index('stop web0-g1 web1-g1')).to be < docker.commands.index('create web2-g2')
  end

  it 'says nothing of memory where there is enough' do
    allow(Cookgen::Memory).to receive(:available).and_return(2 * 1024**3)

    expect(deploy('v2', { 'parallelism' => 0 }, 'mem_limit' => '256m').grep(/batches/)).to eq([])
  end
end

RSpec.describe Cookgen::Memory do
  mib = 1024**2
  { 512 => 512, '1k' => 1024, '256m' => 256 * mib, '1.5g' => 1536 * mib, '2GB' => 2048 * mib, 'x' => nil }.each do |text, bytes|
    it "reads #{text} as #{bytes.inspect}" do
      expect(described_class.bytes(text)).to eq(bytes)
    end
  end

  it 'knows what is available, and when nobody does' do
    path = File.join(Cookgen.root, 'meminfo')
    File.write(path, "MemTotal:  9 kB\nMemAvailable:    2048 kB\n")

    expect([described_class.available(path), described_class.available("#{path}.gone")]).to eq([2_097_152, nil])
  end
end
