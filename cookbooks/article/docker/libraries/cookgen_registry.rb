require 'json'

module Cookgen
  # One login. The password reaches docker through stdin only, and is stored in cookgen's own docker configuration.
  class Registry
    HOST = /\A[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?\z/.freeze
    HUB = 'https://index.docker.io/v1/'.freeze

    attr_reader :host

    def self.host?(host)
      !(host =~ HOST).nil?
    end

    # One per login of the runtime, in the order of the stack. `folder`: docker's configuration folder.
    def self.all(runtime, folder)
      runtime.registries.map { |host, login| new(host, login, folder) }
    end

    def initialize(host, login, folder)
      @host = host
      @username = login['username'].to_s
      @password = login['password'].to_s
      @file = File.join(folder, 'config.json')
    end

    # Nothing to log in with: the engine's own configuration may do.
    def blank?
      @username.empty? || @password.empty?
    end

    # Is this very credential stored already?
    def current?
      logins = stored['auths']
      entry = logins[stored_name] if logins.is_a?(Hash)
      entry.is_a?(Hash) && entry['auth'] == ["#{@username}:#{@password}"].pack('m0')
    end

    def argv
      ['login', '--username', @username, '--password-stdin', host]
    end

    # true where it logged in. Raises what `docker.call!` raises.
    def login(docker)
      return false if blank? || current?
      docker.call!(argv, :stdin => @password, :title => "login #{host}")
      true
    end

    def inspect
      "#<#{self.class} #{host}>"
    end

    private

    # Docker Hub is stored under another name than it is asked by.
    def stored_name
      %w(docker.io index.docker.io).include?(host) ? HUB : host
    end

    def stored
      found = JSON.parse(File.read(@file))
      found.is_a?(Hash) ? found : {}
    rescue Errno::ENOENT, Errno::ENOTDIR, JSON::ParserError
      {}
    end
  end
end
