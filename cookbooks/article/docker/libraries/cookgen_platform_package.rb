module Cookgen
  # The version to ask the package manager for. "20.10.24" is what people say; apt wants "20.10.24+dfsg1-1+deb12u1".
  class PlatformPackage
    def initialize(platform)
      @platform = platform
    end

    # Raises Error where a pinned version cannot be had. Other package managers than apt take the start of a version.
    def version
      return @platform.pinned unless @platform.lists?
      available = versions
      found = @platform.choose(available)
      return found if found
      known = available.empty? ? 'there is none' : "there are: #{available.join(', ')}"
      raise Error, "#{@platform.package} has no version #{@platform.pinned} here; #{known}"
    end

    private

    # Newest first, as `apt-cache madison` lists them: "docker.io | 20.10.24+dfsg1-1 | http://..."
    def versions
      lines = IO.popen(['apt-cache', 'madison', @platform.package], &:read).lines
      lines.map { |line| line.split('|')[1].to_s.strip }.reject(&:empty?).uniq
    rescue Errno::ENOENT
      []
    end
  end
end
