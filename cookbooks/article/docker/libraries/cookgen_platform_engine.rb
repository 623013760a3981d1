module Cookgen
  # The engine on this host. Asks only when asked: setup may install it in the very run that deploys.
  class PlatformEngine
    WAIT = 30
    FULL = 90

    def initialize(docker, path = ENV['PATH'])
      @docker = docker
      @path = path
    end

    # Is there one, running or not?
    def there?
      executable?('dockerd') || executable?('docker')
    end

    def executable?(name)
      folders = @path.to_s.split(':') + %w(/usr/sbin /usr/bin /usr/local/bin)
      folders.uniq.any? { |folder| File.executable?(File.join(folder, name)) }
    end

    # Its version, '' where it does not answer.
    def version
      result = @docker.call(['version', '--format', '{{.Server.Version}}'])
      result.ok? ? result.out.strip : ''
    end

    # Service managers of old say "started" before it listens. true as soon as it answers.
    def answers?(clock = Clock.new)
      clock.until(WAIT, 0.25) { !version.empty? } ? true : false
    end

    # What an operator should know, as sentences.
    def warnings
      driver, folder = facts
      return [] if driver.nil?
      found = []
      found << 'Docker stores images by devicemapper, which is slow and fills up; move to overlay2' if driver == 'devicemapper'
      used = usage(folder)
      found << "#{folder} is #{used} % full" if used && used >= FULL
      found
    end

    private

    def facts
      result = @docker.call(['info', '--format', '{{.Driver}}|{{.DockerRootDir}}'])
      result.ok? ? result.out.strip.split('|', 2) : []
    end

    # Percent used of the file system that holds the folder, or nil.
    def usage(folder)
      return if Value.blank?(folder)
      line = IO.popen(['df', '-P', folder, { :err => File::NULL }], &:read).lines.to_a.last.to_s
      line[/(\d+)%/, 1] && line[/(\d+)%/, 1].to_i
    rescue Errno::ENOENT
      nil
    end
  end
end
