require_relative 'spec_helper'
require_relative 'support/host'

# Runs that are killed while they switch slots of a proxy.
RSpec.describe Cookgen::Recovery do
  def web(tag)
    fields = { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'proxy' => { 'via' => 'haproxy', 'port' => 3000 } }
    front = { 'image' => 'haproxy', 'tag' => 'v1', 'deploy' => 'manual', 'haproxy' => { 'listen' => 8080 } }
    { 'web' => fields, 'haproxy' => front }
  end

  # One instance of two goes, the other is replaced.
  def v1
    web('v1').merge('web' => web('v1')['web'].merge('containers' => 2))
  end

  # A file or a word to HAProxy is a moment, too.
  before do
    allow_any_instance_of(File).to receive(:fsync)
    { Cookgen::JsonFile => [:write, :delete], Cookgen::HaproxyCli => [:tell, :reload], Cookgen::HaproxyFolder => [:adopt] }
      .each { |type, names| names.each { |name| tick_at(type, name) } }
  end

  def tick_at(type, name)
    allow_any_instance_of(type).to receive(name).and_wrap_original do |original, *words|
      @docker.tick("#{name} #{words.first.to_s[0, 40]}")
      original.call(*words)
    end
  end

  def host
    Host.new.tap do |host|
      @docker = host.docker
      { 'shop:v1' => 'a', 'shop:v2' => 'b', 'haproxy:v1' => 'c' }.each { |name, id| host.docker.publish(name, "sha256:#{id}") }
      host.deploy(v1)
      host.docker.commands.clear
    end
  end

  def haproxy(host)
    host.docker.named('haproxy0').haproxy
  end

  # Somebody answers requests at every moment.
  def guard(host, gaps)
    host.docker.onlooker = -> { gaps << host.docker.commands.last(3) unless haproxy(host).answers? }
  end

  def killed(host, number)
    host.docker.kill_at = number
    host.deploy(web('v2'))
    false
  rescue FakeDocker::Killed
    host.docker.revive
    true
  end

  def finish(host)
    host.docker.commands.clear
    host.deploy(web('v2'))
    settled(host, ["#{host.docker.named('web0').address}:3000"])
  ensure
    host.docker.boxes.each { |box| box.haproxy.stop if box.haproxy }
  end

  # Also when the proxy comes up again.
  def settled(host, addresses)
    expect([host.journals, host.docker.serving]).to eq([[], { 'haproxy0' => 'sha256:c', 'web0' => 'sha256:b' }])
    expect([haproxy(host).serving, haproxy(host).servers.keys, host.deploy(web('v2'))]).to eq([addresses, %w(web0-a web0-b), []])
    host.docker.reboot_of('haproxy0')
    expect(haproxy(host).serving).to eq(addresses)
  end

  def at_every_moment
    one = host
    one.deploy(web('v2'))
    moments = one.docker.commands.length
    expect(moments).to be > 25
    (1..moments).each do |number|
      Dir.glob(File.join(Cookgen.root, '*')).each { |path| FileUtils.rm_rf(path) }
      one = host
      gaps = []
      guard(one, gaps)
      expect(killed(one, number)).to be(true), "was not killed at #{number}"
      yield one, gaps
    end
  end

  it 'reaches what is wanted, wherever the run was killed, with requests answered throughout' do
    at_every_moment do |one, gaps|
      finish(one)
      expect(gaps).to eq([])
    end
  end

  it 'does so when the next run is killed as well' do
    at_every_moment do |one, gaps|
      (1..30).step(6) do |again|
        one.docker.commands.clear
        break unless killed(one, again)
      end
      finish(one)
      expect(gaps).to eq([])
    end
  end

  it 'does so when the machine was switched off, and every address is another one' do
    at_every_moment do |one, _|
      one.docker.onlooker = nil
      one.docker.reboot
      finish(one)
    end
  end

  it 'lets the old one have its requests back where the new one died with the run' do
    at_every_moment do |one, _|
      one.docker.publish('shop:v2', 'sha256:b', :mute)
      one.docker.onlooker = nil
      one.deploy(web('v1'))
      addresses = ["#{one.docker.named('web0').address}:3000"]

      expect([one.docker.serving, haproxy(one).serving])
        .to eq([{ 'haproxy0' => 'sha256:c', 'web0' => 'sha256:a' }, addresses])
      one.docker.boxes.each { |box| box.haproxy.stop if box.haproxy }
    end
  end
end
