require_relative 'spec_helper'

RSpec.describe Cookgen::Found do
  def found(inspected)
    described_class.new(inspected)
  end

  it 'tells running, restarting and stopped apart' do
    states = [{ 'Running' => true }, { 'Running' => true, 'Restarting' => true }, { 'Running' => false }, {}]

    expect(states.map { |state| [found('State' => state).running?, found('State' => state).active?] })
      .to eq([[true, true], [false, true], [false, false], [false, false]])
  end

  it 'has the address of its network, or of the host' do
    bridge = { 'NetworkSettings' => { 'IPAddress' => '172.17.0.2' } }
    networks = { 'a' => { 'IPAddress' => '' }, 'b' => { 'IPAddress' => '10.0.0.2' } }
    own = { 'NetworkSettings' => { 'IPAddress' => '', 'Networks' => networks } }
    host = { 'HostConfig' => { 'NetworkMode' => 'host' } }

    expect([bridge, own, host, {}].map { |each| found(each).address }).to eq(['172.17.0.2', '10.0.0.2', '127.0.0.1', nil])
  end

  it 'knows the ports of the host that it has' do
    bindings = { '80/tcp' => [{ 'HostPort' => '80' }], '81/tcp' => nil, '82/tcp' => [{ 'HostPort' => '' }] }

    expect(found('HostConfig' => { 'PortBindings' => bindings }).host_ports).to eq([80])
  end

  it 'leaves out mounts that have no place on the host' do
    mounts = [{ 'Name' => 'v', 'Source' => '/v', 'Destination' => '/a' }, { 'Source' => '', 'Destination' => '/tmp' }]

    expect(found('Mounts' => mounts).mounts.map(&:target)).to eq(%w(/a))
  end
end
