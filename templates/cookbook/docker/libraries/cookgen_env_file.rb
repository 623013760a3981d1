require 'fileutils'
require 'securerandom'
require_relative 'cookgen_json_file'

module Cookgen
  # Hands environment variables to docker without showing them to `ps`: a file that only its owner can
  # read, and for values that Docker's one-line-per-variable format cannot hold, the client's own environment.
  class EnvFile
    # Docker's reader gives up at lines of 64 KiB.
    LONGEST = 60_000
    # Variables that would change what the docker client itself does.
    CLIENT = /\A(PATH|HOME|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|LD_.*|DOCKER_.*|GO.*)\z/i.freeze

    # Yields the words for `docker create` or `docker run` and the environment that the docker client needs
    # for them; the file is gone afterwards.
    def self.with(env)
      plain, odd = split(env)
      path = File.join(folder, "env-#{SecureRandom.hex(8)}")
      File.open(path, File::WRONLY | File::CREAT | File::EXCL, 0600) { |file| file.write(text(plain)) }
      yield ['--env-file', path] + odd.keys.sort.flat_map { |name| ['--env', name] }, odd
    ensure
      File.unlink(path) if path && File.exist?(path)
    end

    # The lines of an env file. Raises Error, naming the variable, where a value does not fit into a line.
    def self.lines(env)
      plain, odd = split(env)
      raise Error, "#{odd.keys.min}: a value of several lines does not fit into an env file" unless odd.empty?
      text(plain).split("\n")
    end

    # Removes what a run that was killed left behind.
    def self.sweep
      Dir.glob(File.join(folder, 'env-*')).each { |path| File.unlink(path) }
    end

    def self.folder
      path = File.join(Cookgen.root, 'tmp')
      FileUtils.mkdir_p(path, :mode => 0700)
      path
    end

    def self.split(env)
      plain = env.select { |name, value| fits?(name, value) }
      odd = env.reject { |name, _| plain.key?(name) }
      taken = odd.keys.find { |name| name =~ CLIENT }
      raise Error, "#{taken}: a value of several lines cannot be handed to Docker under this name" if taken
      [plain, odd]
    end

    def self.fits?(name, value)
      line = "#{name}=#{value}"
      line.valid_encoding? && line.bytesize < LONGEST && line !~ /[\r\n\0]/ && name !~ /\A#|\s/
    end

    def self.text(env)
      env.map { |name, value| "#{name}=#{value}\n" }.join
    end

    private_class_method :folder, :split, :fits?, :text
  end
end
