require_relative 'spec_helper'
require_relative 'support/host'
require_relative 'support/listener'

RSpec.describe Cookgen::InstanceTags do
  let(:log) { FakeLog.new }
  let(:folder) { File.join(Cookgen.root, 'bin') }

  around { |example| Listener.open { |listener| (@listener = listener) && example.run } }

  before do
    @listener.answers['/latest/api/token'] = [200, 't0ken']
    @listener.answers['/latest/meta-data/instance-id'] = [200, 'i-123']
    @listener.answers['/latest/meta-data/placement/region'] = [200, 'eu-west-1']
  end

  # An `aws` that knows these tags, and writes down its words, one list per line.
  def aws(tags, status = 0)
    FileUtils.mkdir_p(folder)
    path = File.join(folder, 'aws')
    File.write(path, <<-SCRIPT.gsub(/^ {6}/, ''))
      #!/bin/sh
      [ "$1" = --version ] && exit 0
      { for word; do printf '%s|' "$word"; done; echo; } >> #{folder}/calls
      [ "$2" = describe-tags ] && echo '#{JSON.generate('Tags' => tags.map { |key, value| { 'Key' => key, 'Value' => value } })}'
      [ "$2" = create-tags ] && echo 'An error occurred (UnauthorizedOperation)' >&2
      exit #{status}
    SCRIPT
    File.chmod(0755, path)
    path
  end

  def calls
    path = File.join(folder, 'calls')
    File.exist?(path) ? File.read(path).split("\n").map { |line| line.split('|') } : []
  end

  def run(tags, program)
    lines = []
    tools = Cookgen::Tools.new(log)
    service = Cookgen::MetadataService.new('127.0.0.1', @listener.port)
    described_class.new(tools, tags, :program => program, :service => service).run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  it 'sets what is not so yet, whatever stands in it' do
    lines = run({ 'role' => 'web', 'note' => "a,b 'c' $(id)", 'n' => 1 }, aws('role' => 'web'))

    expect(lines).to eq(["tag this instance: note = a,b 'c' $(id)", 'tag this instance: n = 1'])
    expect(calls.last.first(6)).to eq(%w(ec2 create-tags --region eu-west-1 --cli-connect-timeout 5))
    expect(JSON.parse(calls.last.last)).to eq([{ 'Key' => 'note', 'Value' => "a,b 'c' $(id)" }, { 'Key' => 'n', 'Value' => '1' }])
    expect(calls.last.each_cons(2).to_a).to include(%w(--resources i-123))
  end

  it 'asks the metadata service with a token' do
    run({ 'role' => 'web' }, aws('role' => 'web'))

    expect(@listener.requests.map { |request| [request.verb, request.headers['x-aws-ec2-metadata-token']] })
      .to eq([['PUT', nil], %w(GET t0ken), %w(GET t0ken)])
  end

  it 'does nothing where all is so' do
    expect([run({ 'role' => 'web' }, aws('role' => 'web')), calls.length]).to eq([[], 1])
  end

  it 'fails where AWS refuses' do
    expect { run({ 'role' => 'web' }, aws({}, 1)) }.to raise_error(Cookgen::Error, /create-tags: An error occurred \(Unauth/)
  end

  it 'says that there is no aws' do
    run({ 'role' => 'web' }, File.join(folder, 'none'))

    expect(log.lines).to eq(['warning: no tags are set: the `aws` command is not on this host'])
  end

  it 'says that this is no EC2 instance' do
    @listener.answers['/latest/api/token'] = [404, '']
    @listener.answers['/latest/meta-data/instance-id'] = [401, '']
    run({ 'role' => 'web' }, aws({}))

    expect(log.lines.last).to match(/\Awarning: no tags are set: this is no EC2 instance/)
  end

  it 'has nothing to do without tags, and refuses what are none' do
    expect([run(nil, aws({})), run({}, aws({})), calls]).to eq([[], [], []])
    expect { run(%w(a), aws({})) }.to raise_error(Cookgen::Error, 'aws-tag.tags: should be an object of texts')
    expect { run({ 'a' => {} }, aws({})) }.to raise_error(Cookgen::Error, 'aws-tag.tags.a: should be a text')
  end
end
