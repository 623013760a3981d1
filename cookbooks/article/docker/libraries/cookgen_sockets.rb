require 'fileutils'
require 'pathname'
require_relative 'cookgen_errors'

module Cookgen
  # Unix sockets in volumes, seen from the host. Every generation binds a path of its own; what proxies know is a relative
  # link beside it, so that it leads to the same file from the host and from every container.
  class Sockets
    # States in /proc/net/unix: queued for accept, and connected.
    BUSY = %w(02 03).freeze

    def initialize(docker, proc_folder = '/proc')
      @docker = docker
      @proc = proc_folder
    end

    # Can others find this container's socket by a link?
    def linked?(found)
      [found.socket, found.stable_socket].all? { |path| path && mount(found, path) }
    end

    # Does the stable name lead to this container's socket?
    def leads_to?(found)
      target(place(found, found.stable_socket)) == place(found, found.socket)
    end

    # Makes the stable name lead to this container, in one instant; so does every other name that led to the `old` one
    # (Found or nil). Answers where they led before, for `restore`.
    def link(found, old = nil)
      stable = place(found, found.stable_socket)
      names = old && linked?(old) ? names_of(old) - [stable] : []
      (names + [stable]).each_with_object({}) do |name, before|
        before[name] = target(name)
        put(found, name, place(found, found.socket))
      end
    end

    def restore(found, before)
      before.each { |name, target| target.nil? ? remove(name) : put(found, name, target) }
    end

    # Lets a container's names lead to another one, or nowhere: nobody new comes, who is inside may finish.
    def hand_over(found, heir)
      names_of(found).each { |name| heir.nil? ? remove(name) : put(heir, name, place(heir, heir.socket)) }
    end

    # Takes away what a stopped container leaves: its socket and the names that still lead there.
    def clean(found)
      return unless linked?(found)
      names_of(found).each { |name| remove(name) }
      clear(found)
    end

    # Takes away the socket alone.
    def clear(found)
      remove(place(found, found.socket)) if linked?(found)
    end

    # Takes away the half-made names that a killed run left beside a container's stable one.
    def sweep(found)
      return unless linked?(found)
      folder = File.dirname(place(found, found.stable_socket))
      Dir.glob(File.join(folder, '.*.cookgen')).each { |path| remove(path) }
    end

    # A path on this host for a path in a running container.
    def reach(found, path)
      place(found, path) || File.join(@proc, found.pid.to_s, 'root', path)
    end

    # Could a proxy that runs as another user connect? True where nobody knows.
    def open_to_others?(found)
      File.stat(place(found, found.socket)).mode & 0002 != 0
    rescue SystemCallError
      true
    end

    # Processes in whose network namespaces connections to these containers' sockets can show: of all running
    # containers that share a volume with them, and of the host.
    def witnesses(containers)
      sources = containers.flat_map { |found| found.mounts.map(&:source) }.uniq
      running = @docker.inspect_containers(@docker.running).map { |inspected| Found.new(inspected) }
      beside = running.select { |found| found.mounts.any? { |mount| sources.include?(mount.source) } }
      namespaces(beside.map { |found| found.pid.to_s } + ['self'])
    end

    # How many connections to a container's socket are open or queued. Those already accepted show where the client
    # is, not where the server is.
    def connections(found, witnesses)
      witnesses.map { |pid| count(pid, found.socket) }.reduce(0, :+)
    end

    private

    # One process per network namespace.
    def namespaces(pids)
      pids.uniq { |pid| namespace(pid) || pid }
    end

    def namespace(pid)
      File.readlink(File.join(@proc, pid, 'ns', 'net'))
    rescue SystemCallError
      nil
    end

    # Num RefCount Protocol Flags Type St Inode Path
    def count(pid, path)
      File.read(File.join(@proc, pid, 'net', 'unix'), :mode => 'rb').split("\n").count do |line|
        fields = line.split(' ', 8)
        fields[7] == path && BUSY.include?(fields[5])
      end
    rescue SystemCallError
      0
    end

    def mount(found, path)
      inside = found.mounts.select { |mount| path.start_with?(mount.target.chomp('/') + '/') }
      inside.max_by { |mount| mount.target.length }
    end

    def place(found, path)
      mount = mount(found, path)
      mount && File.join(mount.source, path[mount.target.chomp('/').length..-1])
    end

    # Where a link leads, nil where there is none.
    def target(path)
      File.expand_path(File.readlink(path), File.dirname(path))
    rescue SystemCallError
      nil
    end

    # Links beside the stable name, itself included, that lead to this container's socket.
    def names_of(found)
      folder = File.dirname(place(found, found.stable_socket))
      return [] unless File.directory?(folder)
      paths = Dir.entries(folder).sort.map { |entry| File.join(folder, entry) }
      paths.select { |path| target(path) == place(found, found.socket) }
    end

    # A volume belongs to its containers: what looks like a folder in it may be a link that leads out of it.
    def put(found, name, target)
      folder = File.dirname(name)
      FileUtils.mkdir_p(folder)
      source = File.realpath(mount(found, found.stable_socket).source)
      unless "#{File.realpath(folder)}/".start_with?("#{source}/")
        raise Error, "#{found.name}: #{found.stable_socket} leads out of its volume"
      end
      temporary = File.join(folder, ".#{File.basename(name)}.cookgen")
      remove(temporary)
      File.symlink(Pathname.new(target).relative_path_from(Pathname.new(folder)).to_s, temporary)
      File.rename(temporary, name)
    end

    def remove(path)
      File.unlink(path)
    rescue Errno::ENOENT
      nil
    end
  end
end
