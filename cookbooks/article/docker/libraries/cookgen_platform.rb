module Cookgen
  # Names that differ between distributions. node['docker']['install'] has the last word.
  class Platform
    attr_reader :pinned

    # `platform`, `family`, `version`: as Chef's node says; `install`: Hash of docker.install.
    def initialize(platform, family, version, install = {})
      @platform = platform.to_s
      # Chef before 13 counts Amazon Linux as rhel
      @family = @platform == 'amazon' ? 'amazon' : family.to_s
      @major = version.to_s.to_i
      @install = install
      @pinned = install['version'].to_s unless Value.blank?(install['version'])
    end

    # The package that brings the engine.
    def package
      text('package') || { 'debian' => 'docker.io', 'fedora' => 'moby-engine', 'rhel' => rhel }.fetch(@family, 'docker')
    end

    def service
      text('service') || 'docker'
    end

    # Are package lists fetched before a package can be installed?
    def lists?
      @family == 'debian'
    end

    # Amazon Linux 2 keeps docker in its extras: the command that makes it visible, or nil.
    def extras
      'amazon-linux-extras enable docker' if @family == 'amazon' && @major == 2
    end

    # Minimal images of today have no cron at all.
    def cron_package
      @family == 'debian' ? 'cron' : 'cronie'
    end

    def cron_service
      @family == 'debian' ? 'cron' : 'crond'
    end

    # Does that engine's version ("20.10.24+dfsg1") satisfy the pin ("20.10.24", "5:20.10.24~3-0~debian")?
    def pin?(version)
      return true if pinned.nil?
      upstream = pinned.sub(/\A\d+:/, '')
      same?(version.to_s, upstream) || same?(upstream, version.to_s)
    end

    # The version to ask the package manager for, out of those it has; nil where it has none that fits.
    def choose(available)
      available.find { |version| version == pinned } || available.find { |version| same?(version.sub(/\A\d+:/, ''), pinned) }
    end

    private

    # RHEL left Docker with version 8: from there on the package of Docker's own repository.
    def rhel
      @major < 8 ? 'docker' : 'docker-ce'
    end

    # Is `version` the `start` or a build of it? 20.10.2 is no build of 20.10.24.
    def same?(version, start)
      return false if start.empty? || !version.start_with?(start)
      version[start.length] !~ /[0-9.]/ || version.length == start.length
    end

    def text(name)
      @install[name].to_s unless Value.blank?(@install[name])
    end
  end
end
