require 'json'

module Cookgen
  # One login. The password reaches docker through stdin only, and is stored in cookgen's own docker configuration; or a
  # helper is named there, which docker asks for a fresh password each time.
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
      @helper = login['credential_helper'].to_s
      @file = File.join(folder, 'config.json')
    end

    # Nothing to log in with: the engine's own configuration may do.
    def blank?
      @helper.empty? && (@username.empty? || @password.empty?)
    end

    # Is this very credential stored already?
    def current?
      return part('credHelpers')[stored_name] == @helper && !part('auths').key?(stored_name) unless @helper.empty?
      entry = part('auths')[stored_name]
      entry.is_a?(Hash) && entry['auth'] == ["#{@username}:#{@password}"].pack('m0') && !part('credHelpers').key?(stored_name)
    end

    def argv
      ['login', '--username', @username, '--password-stdin', host]
    end

    # true where it logged in. Raises what `docker.call!` raises, and Error where a helper is not installed.
    def login(docker)
      return false if blank? || current?
      return ask_helper unless @helper.empty?
      # docker would hand the password to the helper
      forget('credHelpers') if part('credHelpers').key?(stored_name)
      docker.call!(argv, :stdin => @password, :title => "login #{host}")
      true
    end

    # The program that docker runs.
    def program
      "docker-credential-#{@helper}"
    end

    def inspect
      "#<#{self.class} #{host}>"
    end

    private

    # Docker itself says nothing where the program is missing: it asks the registry without a name.
    def ask_helper
      found = ENV['PATH'].to_s.split(':').any? { |folder| File.executable?(File.join(folder, program)) }
      raise Error, "docker.registries.#{host}: #{program} is not installed" unless found
      helpers = part('credHelpers').merge(stored_name => @helper)
      write(stored.merge('auths' => part('auths').reject { |name, _| name == stored_name }, 'credHelpers' => helpers))
      true
    end

    def forget(key)
      write(stored.merge(key => part(key).reject { |name, _| name == stored_name }))
    end

    def write(configuration)
      JsonFile.new(@file).write(configuration)
    end

    def part(key)
      found = stored[key]
      found.is_a?(Hash) ? found : {}
    end

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
