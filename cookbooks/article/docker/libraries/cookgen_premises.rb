module Cookgen
  # What the containers of some apps need around them on this host before they are made: networks, and secrets as files.
  class Premises
    # `apps`: Array of App.
    def initialize(docker, apps)
      @docker = docker
      @apps = apps
    end

    # What `prepare` would do, in lines; [] where all is there.
    def lines
      missing_networks.map { |network| "make the network #{network.docker_name}" } +
        missing_files.map { |file| "write the secret for #{file.target}" }.uniq
    end

    # Raises CommandFailed.
    def prepare
      missing_networks.each { |network| @docker.call!(network.create_argv) }
      missing_files.each(&:write)
    end

    # Takes away the networks and files that the stack does not have and no container refers to; a stopped one that is kept
    # for a rollback counts. Answers lines that say what went.
    def tidy
      gone = unused_networks
      gone.each { |name| @docker.call!(['network', 'rm', name]) }
      files = @apps.flat_map { |app| SecretFile.prune(app.slug, used_files(app)) }
      gone.map { |name| "removed the network #{name}" } + files.map { |path| "removed #{File.basename(path).sub(/-\h+\z/, '')}" }
    end

    private

    def networks
      containers.flat_map(&:networks).uniq(&:docker_name)
    end

    def files
      containers.flat_map(&:secret_files).uniq(&:path)
    end

    def containers
      @apps.flat_map(&:containers)
    end

    # Somebody else's network of that name will do, too.
    def missing_networks
      return [] if networks.empty?
      there = @docker.call!(['network', 'ls', '--format', '{{.Name}}']).lines
      networks.reject { |network| there.include?(network.docker_name) }
    end

    def missing_files
      files.reject(&:current?)
    end

    def unused_networks
      ours = @apps.flat_map do |app|
        labels = ["label=cookgen.app=#{app.slug}", 'label=cookgen.network']
        @docker.call!(['network', 'ls', *labels.flat_map { |label| ['--filter', label] }, '--format', '{{.Name}}']).lines
      end
      (ours - networks.map(&:docker_name)).reject { |name| used?(name) }
    end

    def used?(network)
      !@docker.call!(['ps', '--all', '--quiet', '--filter', "network=#{network}"]).lines.empty?
    end

    def used_files(app)
      found = @docker.inspect_containers(@docker.containers(app.slug))
      found.flat_map { |one| (one['Mounts'] || []).map { |mount| mount['Source'].to_s } } + files.map(&:path)
    end
  end
end
