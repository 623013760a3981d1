require_relative 'spec_helper'
require 'socket'

RSpec.describe Cookgen::Dial do
  let(:path) { File.join(Cookgen.root, 'app.sock') }

  def dial(timeout = 2)
    described_class.new(Cookgen::Clock.new, timeout)
  end

  # A server that answers one connection with what the block says, and remembers what it was asked.
  def serve(server)
    Thread.new do
      client = server.accept
      @asked = client.readpartial(1000)
      yield client
      client.close
    end
  end

  it 'asks over a unix socket and answers the status' do
    serve(UNIXServer.new(path)) { |client| client.write("HTTP/1.1 204 No Content\r\n\r\n") }

    expect(dial.get({ 'socket' => path }, '/up?a=1')).to eq(204)
    expect(@asked.lines.first).to eq("GET /up?a=1 HTTP/1.0\r\n")
  end

  it 'asks over TCP' do
    server = TCPServer.new('127.0.0.1', 0)
    serve(server) { |client| client.write("HTTP/1.0 503 Service Unavailable\r\n\r\n") }

    expect(dial.get({ 'address' => '127.0.0.1', 'port' => server.addr[1] }, '/')).to eq(503)
  end

  it 'understands an answer that comes in pieces' do
    serve(UNIXServer.new(path)) do |client|
      ['HTT', 'P/1.1 2', "00 OK\r\n"].each { |piece| client.write(piece) && client.flush }
    end

    expect(dial.get({ 'socket' => path }, '/')).to eq(200)
  end

  it 'reaches a socket whose path is longer than the kernel takes' do
    long = File.join(Cookgen.root, 'x' * 120)
    Dir.mkdir(long)
    Dir.chdir(long) { serve(UNIXServer.new('app.sock')) { |client| client.write("HTTP/1.1 200 OK\r\n") } }

    expect(dial.get({ 'socket' => File.join(long, 'app.sock') }, '/')).to eq(200)
  end

  it 'does not wait longer than it is told' do
    server = UNIXServer.new(path)

    expect { dial(0.05).get({ 'socket' => path }, '/') }.to raise_error(Errno::ETIMEDOUT)
    server.close
  end

  it 'says so where nobody listens' do
    UNIXServer.new(path).close

    expect { dial.knock('socket' => path) }.to raise_error(Errno::ECONNREFUSED)
    expect { dial.knock('socket' => "#{path}.none") }.to raise_error(Errno::ENOENT)
  end

  it 'tells what is no HTTP, and what is closed at once' do
    serve(UNIXServer.new(path)) { |client| client.write("220 mail\r\n") }
    expect { dial.get({ 'socket' => path }, '/') }.to raise_error(IOError, 'the answer is not HTTP')

    File.unlink(path)
    serve(UNIXServer.new(path)) { |client| client }
    expect { dial.get({ 'socket' => path }, '/') }.to raise_error(IOError, 'closed without an answer')
  end

  it 'knocks without a word' do
    server = TCPServer.new('127.0.0.1', 0)

    expect(dial.knock('address' => '127.0.0.1', 'port' => server.addr[1])).to be(true)
  end
end
