require_relative 'spec_helper'
require 'socket'

RSpec.describe Cookgen::Prober do
  # Docker that shows containers as they are told to be: id => Hash of :running, :restarts.
  boxes_docker = Class.new do
    attr_reader :boxes

    def initialize
      @boxes = {}
    end

    def inspect_containers(ids)
      boxes.select { |id, _| ids.include?(id) }.map do |id, box|
        { 'Id' => id, 'Name' => "/#{id}", 'State' => { 'Running' => box.fetch(:running, true), 'ExitCode' => 3, 'Pid' => 1 },
          'RestartCount' => box.fetch(:restarts, 0) }
      end
    end

    def exec(_id, argv, _timeout)
      Cookgen::Docker::Result.new(argv == ['true'] ? 0 : 1, '', 'no')
    end
  end

  let(:docker) { boxes_docker.new }
  let(:sockets) { Class.new { define_method(:reach) { |_, path| path } }.new }
  let(:tools) { Cookgen::Tools.new(nil, :docker => docker, :sockets => sockets) }
  let(:prober) { described_class.new(tools) }
  let(:path) { File.join(Cookgen.root, 'app.sock') }

  def target(id, readiness)
    docker.boxes[id] ||= {}
    timing = { 'interval' => 0.01, 'timeout' => 0.5, 'rise' => 1, 'deadline' => 2, 'settle' => 0.05 }
    found = Cookgen::Found.new(docker.inspect_containers([id]).first)
    described_class::Target.new(found, timing.merge(readiness))
  end

  # Serves HTTP with one status after the other, the last one for ever.
  def serve(*statuses)
    server = UNIXServer.new(path)
    Thread.new do
      loop do
        client = server.accept
        client.readpartial(1000)
        client.write("HTTP/1.1 #{statuses.length > 1 ? statuses.shift : statuses.first} x\r\n\r\n")
        client.close
      end
    end
  end

  def ready(*targets)
    names = []
    prober.await(targets) { |done, _| names << done.found.name }
    names.sort
  end

  def http
    { 'kind' => 'http', 'socket' => path, 'path' => '/', 'status' => [100, 499] }
  end

  it 'waits until an app answers over its socket' do
    serve(503, 500, 404)

    expect(ready(target('app0', http))).to eq(%w(app0))
  end

  it 'waits for as many answers in a row as are wanted' do
    statuses = [200, 503, 200, 200]
    serve(*statuses.dup, 500)

    expect(ready(target('app0', http.merge('rise' => 2)))).to eq(%w(app0))
  end

  it 'waits for a status that is wanted' do
    serve(404, 302, 204)

    expect(ready(target('app0', http.merge('status' => [200, 299])))).to eq(%w(app0))
  end

  it 'gives up at the deadline and says what came last' do
    serve(503)

    expect { ready(target('app0', http.merge('deadline' => 0.1))) }
      .to raise_error(described_class::NotReady, 'not ready after 0.1 s: it answers 503')
  end

  it 'says why nobody could be asked' do
    expect { ready(target('app0', http.merge('deadline' => 0.05))) }
      .to raise_error(described_class::NotReady, /\Anot ready after 0.05 s: No such file or directory/)
  end

  it 'asks many at once' do
    server = TCPServer.new('127.0.0.1', 0)
    docker.boxes['b'] = {}
    tcp = target('b', 'kind' => 'tcp', 'port' => server.addr[1])
    allow(tcp.found).to receive(:address).and_return('127.0.0.1')

    expect(ready(target('a', 'kind' => 'settle'), tcp, target('c', 'kind' => 'exec', 'argv' => ['true']))).to eq(%w(a b c))
  end

  it 'takes a failing command for not ready' do
    expect { ready(target('a', 'kind' => 'exec', 'argv' => ['false'], 'deadline' => 0.05)) }
      .to raise_error(described_class::NotReady, /false: no/)
  end

  it 'lets one settle that cannot be asked' do
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    ready(target('a', 'kind' => 'settle', 'settle' => 0.1))

    expect(Process.clock_gettime(Process::CLOCK_MONOTONIC) - started).to be >= 0.1
  end

  it 'does not wait for one that has died' do
    dead = target('a', http.merge('deadline' => 60))
    docker.boxes['a'] = { :running => false }

    expect { ready(dead) }.to raise_error(described_class::NotReady, 'it ended with exit status 3')
  end

  it 'does not trust one that was restarted' do
    again = target('a', 'kind' => 'settle')
    docker.boxes['a'] = { :restarts => 1 }

    expect { ready(again) }.to raise_error(described_class::NotReady, 'it ended and was restarted')
  end

  it 'notices one that is gone' do
    gone = target('a', http)
    docker.boxes.clear

    expect { ready(gone) }.to raise_error(described_class::NotReady, 'it was removed')
  end

  it 'has nothing to wait for where there is nothing' do
    expect(ready).to eq([])
  end

  it 'asks by the stable name in the way the app is asked' do
    labels = { 'cookgen.socket' => '/socks/a-g1.sock', 'cookgen.stable_socket' => path }
    found = Cookgen::Found.new('Id' => 'a', 'Config' => { 'Labels' => labels })
    readiness = target('a', http.merge('socket' => '/socks/a-g1.sock', 'timeout' => 0.05)).readiness
    nobody = prober.stable_problem(described_class::Target.new(found, readiness))
    serve(200)

    expect([nobody, prober.stable_problem(described_class::Target.new(found, readiness))]).to match([/No such file/, nil])
  end
end
