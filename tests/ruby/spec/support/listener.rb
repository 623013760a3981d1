require 'json'
require 'socket'

# A small HTTP server on this machine that remembers what it was told. `answers`: path => [status, text]; :silence says nothing.
class Listener
  Request = Struct.new(:verb, :path, :headers, :body) do
    def json
      JSON.parse(body)
    end
  end

  attr_reader :requests, :answers, :port

  def self.open
    listener = new
    yield listener
  ensure
    listener.close
  end

  def initialize
    @server = TCPServer.new('127.0.0.1', 0)
    @port = @server.addr[1]
    @requests = []
    @answers = Hash.new([200, '{}'])
    @thread = Thread.new { serve }
  end

  def url(path = '')
    "http://127.0.0.1:#{port}#{path}"
  end

  def close
    @thread.kill
    @server.close
  end

  private

  def serve
    loop do
      client = @server.accept
      request = read(client)
      requests << request
      answer(client, *answers[request.path]) unless answers[request.path] == :silence
    end
  end

  def read(client)
    verb, path = client.gets.split
    headers = {}
    while (line = client.gets.strip) != ''
      name, value = line.split(': ', 2)
      headers[name.downcase] = value
    end
    Request.new(verb, path, headers, client.read(headers['content-length'].to_i))
  end

  def answer(client, status, text)
    client.write("HTTP/1.1 #{status} x\r\nContent-Length: #{text.bytesize}\r\nConnection: close\r\n\r\n#{text}")
    client.close
  end
end
