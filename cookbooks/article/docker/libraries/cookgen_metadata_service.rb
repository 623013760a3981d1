require 'net/http'
require 'timeout'
require_relative 'cookgen_errors'

module Cookgen
  # What EC2 tells an instance about itself, asked as IMDSv2 wants it: with a token.
  class MetadataService
    SECONDS = 2

    def initialize(host = '169.254.169.254', port = 80)
      @host = host
      @port = port
    end

    # {'instance' => id, 'region' => name}, nil where there is no such service.
    def identity
      Timeout.timeout(3 * SECONDS) do
        token = ask(Net::HTTP::Put, '/latest/api/token', 'X-aws-ec2-metadata-token-ttl-seconds' => '60')
        own = { 'X-aws-ec2-metadata-token' => token.to_s }
        found = { 'instance' => 'instance-id', 'region' => 'placement/region' }
        answers = Hash[found.map { |name, path| [name, ask(Net::HTTP::Get, "/latest/meta-data/#{path}", own)] }]
        answers if answers.values.none? { |value| Value.blank?(value) }
      end
    rescue Timeout::Error, SystemCallError, SocketError, IOError, Net::ProtocolError
      nil
    end

    private

    # nil where it does not know.
    def ask(kind, path, headers)
      # no proxy knows this address
      http = Net::HTTP.new(@host, @port, nil)
      http.open_timeout = http.read_timeout = SECONDS
      request = kind.new(path, headers)
      if request.request_body_permitted?
        request.body = ''
        request.content_type = 'text/plain'
      end
      answer = http.start { |open| open.request(request) }
      answer.is_a?(Net::HTTPSuccess) ? answer.body.to_s.strip : nil
    end
  end
end
