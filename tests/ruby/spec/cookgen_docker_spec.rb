require_relative 'spec_helper'

RSpec.describe Cookgen::Docker do
  # A `docker` that says what it was given and then does as the test says.
  def docker(script)
    path = File.join(Cookgen.root, 'docker')
    File.write(path, "#!/bin/sh\n#{script}\n")
    File.chmod(0755, path)
    ENV['PATH'] = "#{Cookgen.root}:#{ENV['PATH']}"
    described_class.new
  end

  around do |example|
    before = ENV['PATH']
    example.run
    ENV['PATH'] = before
  end

  it 'hands words over as they are, with no shell between' do
    words = ['ps', '--filter', 'name=^/a b$', '`id`', "it's"]

    expect(docker('printf "%s\n" "$@"').call(words).lines).to eq(words)
  end

  it 'tells status, output and errors apart' do
    result = docker('echo out; echo err >&2; exit 3').call(%w(ps))

    expect([result.status, result.out, result.err, result.ok?]).to eq([3, "out\n", "err\n", false])
  end

  it 'feeds standard input' do
    expect(docker('cat').call(%w(login), :stdin => "pass word\n").out).to eq("pass word\n")
  end

  it 'gives the client the environment it is told' do
    expect(docker('echo "$ODD"').call(%w(create), :env => { 'ODD' => "a\nb" }).out).to eq("a\nb\n")
  end

  it 'stops a command that takes too long' do
    result = docker('sleep 60').call(%w(pull x), :timeout => 0.1)

    expect([result.status, result.problem]).to eq([nil, 'took too long and was stopped'])
  end

  it 'says what failed and why' do
    expect { docker('echo "no space left" >&2; exit 1').call!(%w(start app0)) }
      .to raise_error(Cookgen::CommandFailed, 'docker start app0: no space left (exit status 1)')
  end

  it 'shows the title instead of the words where there is one' do
    expect { docker('exit 1').create(['create', '--label', 'a=b', 'image'], 'app0-g3') }
      .to raise_error(Cookgen::CommandFailed, 'docker create app0-g3: exit status 1')
  end

  it 'gives whole seconds of grace, never less than wanted' do
    asked = File.join(Cookgen.root, 'asked')
    docker("echo \"$@\" > #{asked}").stop(%w(a b), 0.5)

    expect(File.read(asked)).to eq("stop -t 1 a b\n")
  end

  it 'says so where Docker is not installed' do
    ENV['PATH'] = '/nonexistent'

    expect(described_class.new.call(%w(ps)).problem).to eq('docker is not installed (exit status 127)')
  end

  it 'uses the private logins where there are some' do
    client = docker('echo "$@"')
    Cookgen.root = File.join(Cookgen.root, 'state')
    FileUtils.mkdir_p(File.join(Cookgen.root, 'docker'))

    expect(client.call(%w(pull x)).out).to eq("--config #{Cookgen.root}/docker pull x\n")
  end

  it 'passes on output that is no UTF-8' do
    expect(docker('printf "a\377b"').call(%w(logs)).out).to eq("a\uFFFDb")
  end

  it 'leaves out containers that are gone when it looks at them' do
    script = 'echo \'[{"Id": "1"}]\'; echo "Error: No such container: 2" >&2; exit 1'

    expect(docker(script).inspect_containers(%w(1 2))).to eq([{ 'Id' => '1' }])
  end

  it 'asks Docker nothing about no containers' do
    expect(docker('exit 1').inspect_containers([])).to eq([])
  end

  it 'lists containers with app and name' do
    expect(docker('echo "1|shop|web0"; echo "2||other"').list).to eq([%w(1 shop web0), ['2', '', 'other']])
  end
end
