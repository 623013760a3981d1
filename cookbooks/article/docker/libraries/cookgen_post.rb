require 'json'
require 'net/http'
require 'timeout'
require 'uri'
require_relative 'cookgen_errors'

module Cookgen
  # JSON over HTTP to somebody else's service, from the host. Never waits long, and never says more of an address than its host:
  # the rest of it may be a secret.
  class Post
    SECONDS = 5
    VERBS = { 'POST' => Net::HTTP::Post, 'PATCH' => Net::HTTP::Patch }.freeze

    # The answer's JSON as a Hash, {} where it has none. Raises Error.
    def self.json(url, body, headers = {}, verb = 'POST')
      uri = address(url)
      request = VERBS.fetch(verb).new(uri.request_uri, { 'Content-Type' => 'application/json' }.merge(headers))
      request.body = JSON.generate(body)
      answer = Timeout.timeout(SECONDS) { client(uri).start { |http| http.request(request) } }
      raise Error, "#{uri.host} answered #{answer.code}" unless answer.is_a?(Net::HTTPSuccess)
      parsed(answer.body)
    rescue Timeout::Error
      raise Error, "#{uri.host} did not answer within #{SECONDS} s"
    rescue SystemCallError, SocketError, IOError, OpenSSL::SSL::SSLError, Net::ProtocolError => e
      raise Error, "#{uri.host} cannot be reached: #{e.class}"
    end

    def self.address(url)
      uri = URI.parse(url.to_s)
      raise Error, 'its address is no URL' unless uri.is_a?(URI::HTTP) && uri.host
      uri
    rescue URI::InvalidURIError
      raise Error, 'its address is no URL'
    end

    def self.client(uri)
      http = Net::HTTP.new(uri.host, uri.port)
      http.use_ssl = uri.is_a?(URI::HTTPS)
      http.open_timeout = http.read_timeout = SECONDS
      http
    end

    def self.parsed(text)
      found = JSON.parse(text.to_s)
      found.is_a?(Hash) ? found : {}
    rescue JSON::ParserError
      {}
    end

    private_class_method :address, :client, :parsed
  end
end
