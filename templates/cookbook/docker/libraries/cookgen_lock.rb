require 'fileutils'
require_relative 'cookgen_json_file'

module Cookgen
  # One deploy at a time on a host. The kernel drops the lock when its holder dies, however it dies.
  class Lock
    INTERVAL = 0.2

    # `who`: one line about the run, for those who find the door shut.
    def initialize(clock, who)
      @clock = clock
      @who = who
    end

    # Runs the block alone. Raises Error, naming holder and time, after `timeout` seconds of waiting.
    def hold(timeout)
      File.open(path, File::RDWR | File::CREAT, 0600) do |file|
        taken = @clock.until(timeout, INTERVAL) { file.flock(File::LOCK_EX | File::LOCK_NB) }
        raise Error, "another deploy holds the lock #{path}: #{holder(file)}" unless taken
        sign(file)
        yield
      end
    end

    private

    def path
      FileUtils.mkdir_p(Cookgen.root, :mode => 0700)
      File.join(Cookgen.root, 'lock')
    end

    def holder(file)
      file.rewind
      words = file.read.strip
      words.empty? ? 'it has not signed yet' : words
    end

    def sign(file)
      file.truncate(0)
      file.rewind
      file.write("#{@who} (process #{Process.pid}) since #{@clock.stamp}\n")
      file.flush
    end
  end
end
