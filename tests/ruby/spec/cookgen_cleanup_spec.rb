require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Cleanup do
  let(:host) { Host.new }
  let(:docker) { host.docker }
  let(:images) { {} }
  let(:removed) { [] }

  before do
    allow_any_instance_of(File).to receive(:fsync)
    %w(v1 v2 v3 v4).each { |tag| docker.publish("quay.io/org/shop:#{tag}", "sha256:#{tag}") }
    allow(docker).to receive(:call!).and_wrap_original do |call, argv, *rest|
      ls = argv.first(2) == %w(image ls)
      ls ? Cookgen::Docker::Result.new(0, images.keys.join("\n"), '') : call.call(argv, *rest)
    end
    allow(docker).to receive(:call) { |argv| answer(argv) }
  end

  def answer(argv)
    removed << argv.last if argv.first(2) == %w(image rm)
    out = argv.first(2) == %w(image inspect) ? JSON.generate(argv.drop(2).map { |id| inspected(id) }) : ''
    Cookgen::Docker::Result.new(0, out, '')
  end

  def inspected(id)
    tags, digests = images.fetch(id).partition { |name| !name.include?('@') }
    { 'Id' => id, 'RepoTags' => tags, 'RepoDigests' => digests, 'Size' => 164_000_000 }
  end

  def stack(tag, cron_tag = nil)
    containers = { 'app' => { 'image' => 'quay.io/org/shop', 'tag' => tag, 'deploy' => 'auto' } }
    return containers if cron_tag.nil?
    containers.merge('night' => { 'image' => 'quay.io/org/shop', 'tag' => cron_tag, 'deploy' => 'cron', 'cron' => {} })
  end

  def have(ids)
    images.merge!(ids)
  end

  def clean(containers)
    lines = []
    described_class.new(Host.stack(containers), host.tools).run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  it 'keeps what runs and what is kept for a rollback, and removes what is older' do
    %w(v1 v2 v3 v4).each { |tag| host.deploy(stack(tag)) }
    have(Hash[%w(v1 v2 v3 v4).map { |tag| ["sha256:#{tag}", ["quay.io/org/shop:#{tag}"]] }])

    expect(clean(stack('v4'))).to eq(['remove image sha256:v1 quay.io/org/shop:v1 (164 MB)'])
    expect(removed).to eq(%w(quay.io/org/shop:v1))
  end

  it 'keeps what cron runs, now and after a rollback' do
    host.deploy(stack('v3', 'v1'))
    host.deploy(stack('v4', 'v2'))
    have(Hash[%w(v1 v2 v3 v4).map { |tag| ["sha256:#{tag}", ["quay.io/org/shop:#{tag}"]] }])

    expect(clean(stack('v4', 'v2'))).to eq([])
  end

  it 'keeps what the stack names, though nothing runs from it yet' do
    have('sha256:v4' => %w(quay.io/org/shop:v4))

    expect(clean(stack('v4'))).to eq([])
  end

  it 'never touches an image of others, by tag or by digest' do
    have('sha256:x' => %w(example.org/shop:v1), 'sha256:y' => %w(quay.io/org/shop2@sha256:1), 'sha256:z' => %w(shop:old))

    expect([clean(stack('v1')), removed]).to eq([[], []])
  end

  it 'takes only our name from an image for which others have one, too' do
    have('sha256:x' => %w(example.org/theirs:1 quay.io/org/shop:old))
    clean(stack('v1'))

    expect(removed).to eq(%w(quay.io/org/shop:old))
  end

  it 'removes what a moved tag left, and what has no name at all' do
    have('sha256:x' => %w(quay.io/org/shop@sha256:1), 'sha256:0123456789abcdef' => [])

    expect(clean(stack('v1')).last).to eq('remove image 0123456789ab, which has no name (164 MB)')
    expect(removed).to eq(%w(quay.io/org/shop@sha256:1 sha256:0123456789abcdef))
  end

  it 'goes on where Docker refuses, and says so' do
    have('sha256:x' => [], 'sha256:y' => [])
    allow(docker).to receive(:call) do |argv|
      answer(argv)
      refused = argv == %w(image rm sha256:x)
      Cookgen::Docker::Result.new(refused ? 1 : 0, answer(argv).out, refused ? 'has dependent child images' : '')
    end
    clean(stack('v1'))

    expect(host.log.lines).to include('warning: sha256:x stays: has dependent child images (exit status 1)')
    expect(removed).to include('sha256:y')
  end

  {
    'quay.io:5000/org/app:v1' => 'quay.io:5000/org/app', 'quay.io:5000/org/app' => 'quay.io:5000/org/app',
    'org/app@sha256:12' => 'org/app', 'docker.io/library/redis:7' => 'redis', 'index.docker.io/org/app' => 'org/app'
  }.each do |reference, repository|
    it "knows that #{reference} is of #{repository}" do
      expect(described_class.repository(reference)).to eq(repository)
    end
  end
end
