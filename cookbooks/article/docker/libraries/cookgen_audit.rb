require 'fileutils'
require 'json'
require_relative 'cookgen_json_file'

module Cookgen
  # Passes on what is said, and writes it down: <root>/audit.log, one JSON object per line, readable by root only. What is said
  # aloud has no secrets in it, so neither has the file.
  class Audit
    # Bytes; then the file becomes audit.log.1.
    LIMIT = 5_000_000

    def self.path
      File.join(Cookgen.root, 'audit.log')
    end

    # `who`: on whose behalf.
    def initialize(log, who, clock = Clock.new)
      @log = log
      @who = who
      @clock = clock
    end

    def info(line)
      @log.info(line)
      write('info', line)
    end

    def warn(line)
      @log.warn(line)
      write('warning', line)
    end

    # What is only for the record.
    def note(line)
      write('plan', line)
    end

    private

    # An operation never fails because of its record: the disk may be full.
    def write(level, line)
      FileUtils.mkdir_p(Cookgen.root, :mode => 0700)
      entry = { 'at' => @clock.stamp, 'who' => @who, 'process' => Process.pid, 'level' => level, 'text' => line }
      rotate
      File.open(Audit.path, File::WRONLY | File::CREAT | File::APPEND, 0600) do |file|
        file.write(JSON.generate(entry) + "\n")
      end
    rescue SystemCallError => e
      @log.warn("no record could be written: #{e.message}") unless @told
      @told = true
    end

    def rotate
      File.rename(Audit.path, "#{Audit.path}.1") if File.size?(Audit.path).to_i > LIMIT
    end
  end
end
