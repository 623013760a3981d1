require_relative 'spec_helper'
require_relative 'stacks'

RSpec.describe Cookgen::HaproxyConfig do
  def config(haproxy, fields = {}, front = {})
    services = {
      'web' => { 'proxy' => { 'via' => 'front', 'port' => 3000 } }.merge(fields),
      'front' => { 'haproxy' => { 'listen' => 8080 }.merge(haproxy) }.merge(front),
    }
    containers(services).find { |container| container.service == 'front' }.haproxy_config
  end

  def containers(services, app = {})
    more = { 'data_volumes' => { 'socks' => ['/socks'] } }.merge(app)
    Stacks.stack(Stacks.node(services, 'app' => more)).app('shop').containers
  end

  def lines(config, slots = {})
    config.text(slots).split("\n").map(&:strip)
  end

  it 'gives each instance two slots, the free ones disabled' do
    found = lines(config({}, 'containers' => 2), 'web0-b' => '10.0.0.7:3000').grep(/\Aserver/)

    expect(found).to eq([
      'server web0-a 127.0.0.1:1 disabled', 'server web0-b 10.0.0.7:3000',
      'server web1-a 127.0.0.1:1 disabled', 'server web1-b 127.0.0.1:1 disabled'
    ])
  end

  it 'sends again only what was never sent, and elsewhere' do
    expect(lines(config({}))).to include('option redispatch 1', 'retries 3', 'retry-on conn-failure')
    expect(lines(config({})).grep(/shutdown-sessions/)).to eq([])
  end

  it 'checks as it is told, every second' do
    found = lines(config('http_check' => '/up'))

    line = 'http-check send meth GET uri /up ver HTTP/1.1 hdr Host localhost hdr Connection close'
    expect(found).to include(line, described_class::CHECKS)
    expect(lines(config({})).grep(/http-check/)).to eq([])
  end

  it 'says what the stack says' do
    given = { 'balance' => 'leastconn', 'maxconn' => 100, 'timeouts' => { 'server' => '1m' } }

    expect(lines(config(given)))
      .to include('balance leastconn', 'maxconn 100', 'timeout server 60000ms', 'timeout client 30000ms')
  end

  it 'passes plain connections through without a word of HTTP' do
    found = lines(config('mode' => 'tcp'))

    expect([found.grep(/http|retry-on|forwardfor/), found.include?('mode tcp')]).to eq([[], true])
  end

  it 'reaches a socket by its stable name, and keeps no connection to it' do
    shared = { 'volumes_from' => ['socks'] }
    by_socket = shared.merge('proxy' => { 'via' => 'front', 'socket' => '/socks/%{app_name}.s' })
    found = lines(config({ 'listen' => '/socks/in.sock' }, by_socket, shared))

    expect(found.grep(/\A(bind|server|option http-server)/))
      .to eq(['option http-server-close', 'bind unix@/socks/in.sock mode 666', 'server web0 unix@/socks/web0.s'])
  end

  it 'lets connections of an earlier configuration live as long as a drain takes' do
    expect(lines(config({}, 'drain_timeout' => '2m'))).to include('hard-stop-after 120000ms')
  end

  it 'keeps what another one has beside it' do
    two = config({}, 'containers' => 2)

    expect([config({}).with(two), two.with(config({}))]).to eq([two, two])
  end

  it 'is mounted, started and stopped as HAProxy likes it' do
    front = containers('front' => { 'haproxy' => { 'listen' => 8080 } }).first
    argv = front.create_argv(3, 'sha256:1')
    folder = File.join(Cookgen.root, 'shop/haproxy/front0-g3')

    expect(Stacks.values(argv, '--volume'))
      .to eq(["#{folder}/etc:/etc/cookgen-haproxy:ro", "#{folder}/run:/run/cookgen-haproxy"])
    expect([Stacks.values(argv, '--stop-signal'), argv.last(7)]).to eq([['SIGUSR1'], described_class::COMMAND])
  end

  {
    'no place' => [{ 'proxy' => { 'via' => 'front' } }, {}, '.proxy: needs a port or a socket: front cannot reach it'],
    'no common network' => [
      { 'networks' => ['a'] }, { 'networks' => ['b'] }, '.proxy.via: front has no network in common with it'
    ],
    'no common volume' => [
      { 'proxy' => { 'via' => 'front', 'socket' => '/socks/%{app_name}.s' }, 'volumes_from' => ['socks'] }, {},
      '.proxy.via: front has no volume in common with it'
    ],
  }.each do |name, (fields, front, reason)|
    it "is refused where there is #{name}" do
      services = { 'web' => { 'proxy' => { 'via' => 'front', 'port' => 3000 } }.merge(fields),
                   'front' => { 'haproxy' => { 'listen' => 8080 } }.merge(front) }
      node = Stacks.node(services, 'app' => { 'data_volumes' => { 'socks' => ['/socks'] } })

      expect(Stacks.problems(node)).to eq(["deploy.shop.containers.web#{reason}"])
    end
  end

  it 'is refused for two services, whose requests it could not tell apart' do
    via = { 'proxy' => { 'via' => 'front', 'port' => 3000 } }
    node = Stacks.node('web' => via, 'api' => via, 'front' => { 'haproxy' => { 'listen' => 8080 } })

    expect(Stacks.problems(node)).to eq([
      'deploy.shop.containers.front.haproxy: has one service behind it, not web and api: it could not tell whom a request is for',
    ])
  end
end
