require 'fileutils'
require 'json'
require_relative 'cookgen_errors'

module Cookgen
  # The folder in which cookgen keeps what it must remember between two runs.
  def self.root
    @root || '/var/lib/cookgen'
  end

  def self.root=(folder)
    @root = folder
  end

  # A Hash in a file: there as a whole or not at all, whenever the machine stops. Readable by its owner only.
  class JsonFile
    attr_reader :path

    # Removes what runs that were killed while they wrote left behind.
    def self.sweep
      Dir.glob(File.join(Cookgen.root, '*', '*.json*.tmp')).each { |path| File.unlink(path) }
    end

    def initialize(path)
      @path = path
    end

    # The Hash, nil where there is no file. Raises Error where the file is not one of ours.
    def read
      JSON.parse(File.read(path, :encoding => 'UTF-8'))
    rescue Errno::ENOENT
      nil
    rescue JSON::ParserError
      raise Error, "#{path} is damaged; look at it, then move it away"
    end

    def write(hash)
      folder = File.dirname(path)
      FileUtils.mkdir_p(folder, :mode => 0700)
      # one name for all runs: what a killed one left is written over
      temporary = "#{path}.tmp"
      File.open(temporary, File::WRONLY | File::CREAT | File::TRUNC, 0600) do |file|
        file.write(JSON.pretty_generate(hash) + "\n")
        file.fsync
      end
      File.rename(temporary, path)
      settle(folder)
    end

    def delete
      File.unlink(path)
      settle(File.dirname(path))
    rescue Errno::ENOENT
      nil
    end

    private

    # A rename is only on disk when its folder is.
    def settle(folder)
      File.open(folder, &:fsync)
    end
  end
end
