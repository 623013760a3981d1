#!/usr/bin/ruby
# Follows the logs of every container of this Docker host and sends them on as syslog (RFC 5424, UDP).
#
#   logspout syslog://host:port      Docker's socket at /tmp/docker.sock

require 'json'
require 'socket'
require 'time'
require 'uri'

DOCKER = '/tmp/docker.sock'.freeze
# Docker's streams: name, and priority = facility "user" * 8 + severity "informational" or "error".
STREAMS = { 1 => ['stdout', 14], 2 => ['stderr', 11] }.freeze
# What fits into one datagram with its headers, generously.
LONGEST_LINE = 8_192

# HTTP/1.0 on purpose: dockerd then streams without chunks, until it closes.
module Docker
  module_function

  def stream(path)
    UNIXSocket.open(DOCKER) do |socket|
      socket.write("GET #{path} HTTP/1.0\r\nHost: docker\r\n\r\n")
      status = socket.gets.to_s[/ (\d{3}) /, 1].to_i
      nil until socket.gets.to_s.strip.empty?
      raise "GET #{path}: #{status}" unless status == 200

      yield socket
    end
  end

  def get(path)
    stream(path) { |socket| JSON.parse(socket.read) }
  end
end

# Where the lines go. The name is looked up again after every error.
class Syslog
  def initialize(target)
    uri = URI(target)
    raise ArgumentError, "#{target}: not syslog://host:port" unless uri.scheme == 'syslog' && uri.port

    @host = uri.host
    @port = uri.port
    @lock = Mutex.new
  end

  def send_line(name, stream, text)
    origin, priority = STREAMS.fetch(stream, STREAMS[1])
    line = text.scrub.byteslice(0, LONGEST_LINE).scrub
    time = Time.now.utc.iso8601(3)
    message = "<#{priority}>1 #{time} #{Socket.gethostname} #{name} - #{origin} - #{line}"
    @lock.synchronize { socket.send(message, 0) }
  rescue SystemCallError, SocketError => e
    @lock.synchronize { @socket = nil }
    warn "#{@host}:#{@port}: #{e.message}"
  end

  private

  def socket
    @socket ||= Addrinfo.udp(@host, @port).connect
  end
end

# One thread per running container; `docker start` after a stop makes a new one.
class Logspout
  def initialize(syslog)
    @syslog = syslog
    @followed = {}
    @lock = Mutex.new
  end

  def run
    loop do
      begin
        watch
      rescue SystemCallError, IOError, RuntimeError, JSON::ParserError => e
        warn "docker: #{e.message}"
      end
      sleep 1
    end
  end

  private

  # Events first, then those that run already: nobody who starts in between is missed.
  def watch
    now = Time.now.to_f
    Docker.stream("/events?since=#{now}&filters=#{filters}") do |events|
      Docker.get('/containers/json').each { |container| follow(container['Id'], now) }
      while (line = events.gets)
        event = JSON.parse(line)
        follow(event['id'], event['timeNano'] / 1e9)
      end
    end
  end

  def filters
    URI.encode_www_form_component(JSON.generate('type' => ['container'], 'event' => ['start']))
  end

  def follow(id, since)
    return if id.start_with?(Socket.gethostname) || !claim(id)

    Thread.new do
      begin
        follow_until_it_stops(id, since)
      rescue SystemCallError, IOError, RuntimeError => e
        warn "#{id[0, 12]}: #{e.message}"
      ensure
        @lock.synchronize { @followed.delete(id) }
      end
    end
  end

  def claim(id)
    @lock.synchronize { @followed.key?(id) ? false : @followed[id] = true }
  end

  def follow_until_it_stops(id, since)
    details = Docker.get("/containers/#{id}/json")
    return if details['Config']['Tty'] || own?(details)

    name = details['Name'].delete_prefix('/')
    warn "following #{name}"
    path = "/containers/#{id}/logs?follow=1&stdout=1&stderr=1&since=#{format('%.9f', since)}"
    Docker.stream(path) { |socket| forward(socket, name) }
  end

  # The article gives this container a host name of its own, so the name alone does not tell.
  def own?(details)
    details['Config']['Hostname'] == Socket.gethostname && details['Path'].end_with?('/logspout')
  end

  # Docker's frames: one byte stream, three bytes nothing, four bytes length, then so many bytes.
  def forward(socket, name)
    rest = Hash.new { |hash, key| hash[key] = String.new }
    while (header = socket.read(8)) && header.bytesize == 8
      stream, length = header.unpack('CxxxN')
      rest[stream] << socket.read(length).to_s
      while (line = rest[stream].slice!(/\A[^\n]*\n/n))
        @syslog.send_line(name, stream, line.chomp.force_encoding('UTF-8'))
      end
    end
  end
end

$stderr.sync = true
%w[INT TERM].each { |signal| trap(signal) { exit!(0) } }
abort 'usage: logspout syslog://host:port' unless ARGV.size == 1
Logspout.new(Syslog.new(ARGV.first)).run
