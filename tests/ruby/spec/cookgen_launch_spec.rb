require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Launch do
  let(:host) { Host.new }

  before { host.docker.publish('shop:v1', 'sha256:a') }

  def started(containers)
    fields = containers.map { |name, own| [name, { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto' }.merge(own)] }
    host.deploy(Hash[fields])
    host.docker.commands.grep(/\Astart/).map { |command| command[/ (\w+)-g/, 1] }
  end

  it 'starts in the order of the stack' do
    expect(started('b' => {}, 'a' => { 'containers' => 2 })).to eq(%w(b0 a0 a1))
  end

  it 'starts who is needed first' do
    expect(started('a' => { 'depends_on' => ['b'] }, 'b' => { 'depends_on' => ['c'] }, 'c' => {})).to eq(%w(c0 b0 a0))
  end

  it 'starts servers before those who share the volume with their socket' do
    server = { 'volumes_from' => ['socks'], 'command' => 'unicorn -l /socks/%{app_name}.sock' }

    expect(started('proxy' => { 'volumes_from' => ['socks'] }, 'app' => server)).to eq(%w(app0 proxy0))
  end

  it 'labels what is new with its sockets, and only what has one' do
    started('app' => { 'volumes_from' => ['socks'], 'command' => 'unicorn -l /socks/%{app_name}.sock' }, 'job' => {})
    labels = %w(app0 job0).map { |name| host.docker.named(name).labels.select { |label, _| label =~ /socket/ } }

    expect(labels).to eq([{ 'cookgen.socket' => '/socks/app0-g1.sock', 'cookgen.stable_socket' => '/socks/app0.sock' }, {}])
  end

  it 'warns of a socket that a proxy under another user cannot use' do
    allow(host.sockets).to receive(:open_to_others?).and_return(false)
    started('app' => { 'volumes_from' => ['socks'], 'command' => 'unicorn -l /socks/%{app_name}.sock' })

    expect(host.log.lines).to include(%r{\Awarning: app0-g1: only its own user may connect to /socks/app0-g1.sock})
  end
end
