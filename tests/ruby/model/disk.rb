# A file system in memory that stands in for File, Dir and their like inside of Cookgen: every change of it is one action of the
# world, between any two of which a run can be killed. Links are followed at the end of a path only; what the engine does not
# need is not there, so that a new need is noticed.
module Model
  # path => [:file, content, mode], [:link, target] or [:dir]
  class Disk
    attr_accessor :entries

    def initialize
      @entries = {}
    end

    def mkdir_p(path)
      path.split('/').drop(1).inject('') do |folder, name|
        "#{folder}/#{name}".tap { |one| @entries[one] ||= [:dir] }
      end
    end

    # Where a path ends when all links are followed.
    def resolve(path)
      8.times do
        kind, target = @entries[path]
        return path unless kind == :link
        path = ::File.expand_path(target, ::File.dirname(path))
      end
      raise Errno::ELOOP, path
    end

    def entry(path)
      @entries[resolve(path)]
    end

    def below(folder)
      @entries.keys.select { |path| ::File.dirname(path) == folder && path != folder }
    end
  end

  # What File.open yields.
  class Handle
    def initialize(path)
      @path = path
    end

    def write(text)
      Model.world.act("write #{::File.basename(@path)}") { entry[1] += text }
    end

    def read
      entry[1].dup
    end

    def truncate(_size)
      Model.world.act("truncate #{::File.basename(@path)}") { entry[1] = '' }
    end

    def flock(_mode)
      true
    end

    def fsync
      nil
    end
    alias rewind fsync
    alias flush fsync

    private

    def entry
      Model.world.disk.entry(@path)
    end
  end

  # Inside of Cookgen: File.
  module File
    WRONLY = ::File::WRONLY
    RDWR = ::File::RDWR
    CREAT = ::File::CREAT
    TRUNC = ::File::TRUNC
    EXCL = ::File::EXCL
    LOCK_EX = ::File::LOCK_EX
    LOCK_NB = ::File::LOCK_NB
    Status = Struct.new(:mode)

    class << self
      [:join, :basename, :dirname, :expand_path, :extname].each do |name|
        define_method(name) { |*words| ::File.send(name, *words) }
      end

      def open(path, flags = 0, mode = 0o666)
        path = disk.resolve(path)
        raise Errno::EEXIST, path if flags.is_a?(Integer) && flags & EXCL != 0 && disk.entries[path]
        prepare(path, flags, mode) if flags.is_a?(Integer) && flags & CREAT != 0
        raise Errno::ENOENT, path unless disk.entries[path]
        yield Handle.new(path)
      end

      def read(path, _options = {})
        return Model.world.connections if path == '/proc/self/net/unix'
        kind, content = disk.entry(path)
        raise Errno::ENOENT, path unless kind == :file
        content.dup
      end

      def rename(from, to)
        raise Errno::ENOENT, from unless disk.entries[from]
        Model.world.act("mv #{::File.basename(from)} #{::File.basename(to)}") { disk.entries[to] = disk.entries.delete(from) }
      end

      def symlink(target, path)
        raise Errno::EEXIST, path if disk.entries[path]
        Model.world.act("ln #{target} #{::File.basename(path)}") { disk.entries[path] = [:link, target] }
      end

      def unlink(path)
        raise Errno::ENOENT, path unless disk.entries[path]
        Model.world.act("unlink #{::File.basename(path)}") { disk.entries.delete(path) }
      end

      def readlink(path)
        kind, target = disk.entries[path]
        raise Errno::ENOENT, path if kind.nil?
        raise Errno::EINVAL, path unless kind == :link
        target
      end

      def symlink?(path)
        disk.entries[path].to_a.first == :link
      end

      def exist?(path)
        !disk.entry(path).nil?
      end

      def file?(path)
        disk.entry(path).to_a.first == :file
      end

      def directory?(path)
        disk.entry(path).to_a.first == :dir
      end

      def realpath(path)
        raise Errno::ENOENT, path unless exist?(path)
        disk.resolve(path)
      end

      def stat(path)
        kind, _, mode = disk.entry(path)
        raise Errno::ENOENT, path if kind.nil?
        Status.new(mode || 0o755)
      end

      private

      def disk
        Model.world.disk
      end

      def prepare(path, flags, mode)
        return if disk.entries[path] && flags & TRUNC == 0
        raise Errno::ENOENT, path unless directory?(dirname(path))
        Model.world.act("open #{::File.basename(path)}") { disk.entries[path] = [:file, '', mode] }
      end
    end
  end

  # Inside of Cookgen: Dir.
  module Dir
    class << self
      def glob(pattern)
        Model.world.disk.entries.keys.select { |path| ::File.fnmatch(pattern, path, ::File::FNM_PATHNAME) }.sort
      end

      def entries(folder)
        raise Errno::ENOENT, folder unless File.directory?(folder)
        %w(. ..) + Model.world.disk.below(folder).map { |path| ::File.basename(path) }
      end
    end
  end

  # Inside of Cookgen: FileUtils.
  module FileUtils
    def self.mkdir_p(path, _options = {})
      return if File.directory?(path)
      Model.world.act("mkdir #{path}") { Model.world.disk.mkdir_p(path) }
    end
  end

  # Inside of Cookgen: Process. Each run is one of its own.
  module Process
    CLOCK_MONOTONIC = ::Process::CLOCK_MONOTONIC

    def self.pid
      Model.world.runs
    end

    def self.clock_gettime(clock)
      ::Process.clock_gettime(clock)
    end
  end

  # Inside of Cookgen: SecureRandom. One run makes one file at a time.
  module SecureRandom
    def self.hex(_bytes)
      "0123#{Model.world.runs}"
    end
  end
end
