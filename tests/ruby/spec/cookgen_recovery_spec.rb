require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Recovery do
  let(:names) { %w(app0 app1 app2) }

  def app(tag, more = {})
    { 'app' => {
      'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => 2, 'volumes_from' => ['socks'],
      'migration' => 'rake db:migrate', 'command' => 'unicorn -l /socks/%{app_name}.sock'
    }.merge(more) }
  end

  def proxy(tag)
    { 'proxy' => { 'image' => 'proxy', 'tag' => tag, 'deploy' => 'auto', 'ports' => ['80:80'], 'volumes_from' => ['socks'] } }
  end

  def v1
    app('v1', 'containers' => 3).merge('worker' => { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto' }).merge(proxy('v1'))
  end

  # New images everywhere, one instance less, and no worker any more.
  def v2
    app('v2').merge(proxy('v2'))
  end

  # Files are moments at which a run can be killed, too; that the disk has them is not the question here.
  before do
    allow_any_instance_of(File).to receive(:fsync)
    [:write, :delete].each do |change|
      allow_any_instance_of(Cookgen::JsonFile).to receive(change).and_wrap_original do |original, *content|
        @docker.tick("#{change} #{File.basename(original.receiver.path)}")
        original.call(*content)
      end
    end
  end

  def host
    Host.new.tap do |host|
      @docker = host.docker
      { 'shop:v1' => 'a', 'shop:v2' => 'b', 'proxy:v1' => 'c', 'proxy:v2' => 'd' }.each do |reference, id|
        host.docker.publish(reference, "sha256:#{id}")
      end
      host.deploy(v1)
      host.docker.commands.clear
    end
  end

  # Who looks at the host while it is deployed to sees every name answered.
  def guard(host, gaps)
    host.docker.onlooker = lambda do
      names.each do |name|
        box = host.behind("#{name}.sock")
        gaps << "#{name} after #{host.docker.commands.last(3)}" unless box && host.docker.ready?(box)
      end
    end
  end

  def killed(host, number)
    host.docker.kill_at = number
    host.deploy(v2)
    false
  rescue FakeDocker::Killed
    true
  ensure
    host.docker.revive
  end

  let(:wanted) { { 'app0' => 'sha256:b', 'app1' => 'sha256:b', 'proxy0' => 'sha256:d' } }

  def commands
    host.tap { |one| one.deploy(v2) }.docker.commands.length
  end

  # Everything that must be so after the next run, whatever happened to the one before.
  def check(host, gaps)
    host.docker.commands.clear
    host.deploy(v2)

    expect([gaps, host.journals, half_made(host)]).to eq([[], [], []])
    expect(host.docker.serving).to eq(wanted)
    expect(names.map { |name| host.behind("#{name}.sock").name }).to eq(%w(app0 app1 app0))
    expect(host.deploy(v2)).to eq([])
  end

  def half_made(host)
    host.docker.boxes.select { |box| box.status == 'created' }.map(&:name)
  end

  # Runs the block for every moment of a deploy, each time with a fresh host on which it was killed then.
  def at_every_moment
    (1..commands).each do |number|
      wipe
      one = host
      gaps = []
      guard(one, gaps)
      expect(killed(one, number)).to be(true), "was not killed at #{number}"
      yield one, gaps
    end
  end

  def wipe
    Dir.glob(File.join(Cookgen.root, '*')).each { |path| FileUtils.rm_rf(path) }
  end

  it 'lets the next run reach what is wanted, wherever the first was killed, with every instance served throughout' do
    at_every_moment { |one, gaps| check(one, gaps) }
  end

  it 'does so when the next run is killed as well' do
    at_every_moment do |one, gaps|
      (1..40).step(7) do |again|
        one.docker.commands.clear
        break unless killed(one, again)
      end
      check(one, gaps)
    end
  end

  it 'does so when the machine was switched off' do
    at_every_moment do |one, gaps|
      one.docker.reboot
      gaps.clear
      check(one, gaps)
    end
  end

  it 'lets the old generation serve on where the new one died with the run' do
    at_every_moment do |one, _|
      one.docker.publish('shop:v2', 'sha256:b', :mute)
      one.docker.publish('shop:v1', 'sha256:a')
      one.docker.onlooker = nil
      one.deploy(v1.merge('proxy' => proxy('v2')['proxy']))

      expect(names.map { |name| one.behind("#{name}.sock").image }).to eq(%w(sha256:a sha256:a sha256:a))
      expect(one.docker.serving.values.sort).to eq(%w(sha256:a sha256:a sha256:a sha256:a sha256:d))
    end
  end

  it 'starts an old container again that had to stop for one that never came to serve' do
    at_every_moment do |one, _|
      one.docker.publish('proxy:v2', 'sha256:d', :mute)
      begin
        one.deploy(v2)
      rescue Cookgen::DeployFailed
        nil
      end

      expect(one.docker.serving.keys).to include('proxy0')
    end
  end
end
