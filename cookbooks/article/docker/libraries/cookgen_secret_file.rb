require 'digest'
require 'fileutils'

module Cookgen
  # A secret as a file that a container finds read-only at `target`. It lies on the host's disk, since Docker starts containers
  # again after a reboot without asking anybody; in a folder that only root can enter, so that the file itself may be readable
  # to whatever user the image has. A changed secret is a new file: what still runs keeps its own.
  class SecretFile
    TARGETS = '/run/secrets'.freeze
    # compose's own default
    MODE = 0444

    attr_reader :target, :path

    def self.folder(app)
      File.join(Cookgen.root, app, 'secrets')
    end

    # Removes the files of an app that stand in no list of `used` paths; answers what was removed.
    def self.prune(app, used)
      stale = Dir.glob(File.join(folder(app), '*')) - used
      stale.each { |path| File.unlink(path) }
    end

    # `given`: the entry of `secrets`, a name or an object; `bytes`: the secret.
    def initialize(app, given, bytes)
      given = { 'source' => given } unless given.is_a?(Hash)
      @app = app
      @bytes = bytes
      @uid, @gid = %w(uid gid).map { |key| Value.count(given[key]) || 0 }
      @mode = given['mode'] ? given['mode'].to_s.to_i(8) : MODE
      @target = File.expand_path(given['target'] || given['source'], TARGETS)
      @path = File.join(self.class.folder(app), "#{given['source']}-#{digest}")
    end

    # The words for docker; unlike --volume they make no folder where the file is missing.
    def flags
      ['--mount', "type=bind,source=#{path},target=#{target},readonly"]
    end

    # Is it there as it should be?
    def current?
      stat = File.lstat(path)
      stat.file? && [stat.uid, stat.gid, stat.mode & 07777] == [@uid, @gid, @mode] && File.binread(path) == @bytes.b
    rescue Errno::ENOENT, Errno::ENOTDIR
      false
    end

    def write
      FileUtils.mkdir_p(File.dirname(path), :mode => 0700)
      File.chmod(0700, File.dirname(path))
      temporary = "#{path}.#{Process.pid}.tmp"
      File.open(temporary, File::WRONLY | File::CREAT | File::TRUNC, 0600) do |file|
        file.binmode
        file.write(@bytes)
        file.chown(@uid, @gid)
        file.chmod(@mode)
        file.fsync
      end
      File.rename(temporary, path)
    end

    def inspect
      "#<#{self.class} #{target}>"
    end

    private

    def digest
      Digest::SHA256.hexdigest([@bytes.b, @uid, @gid, @mode].join("\0"))[0, 12]
    end
  end
end
