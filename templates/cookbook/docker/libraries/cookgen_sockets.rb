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
      !found.stable_socket.nil? && !mount(found, found.stable_socket).nil?
    end

    # Does the stable name lead to this container's socket?
    def leads_to?(found)
      stable = place(found, found.stable_socket)
      File.symlink?(stable) && File.expand_path(File.readlink(stable), File.dirname(stable)) == place(found, found.socket)
    end

    # Makes the stable name lead to this container, in one instant. Answers where it led before, for `restore`; nil: nowhere.
    def link(found)
      stable = place(found, found.stable_socket)
      before = File.symlink?(stable) ? File.readlink(stable) : nil
      put(found, stable, relative(found, stable))
      before
    end

    def restore(found, before)
      stable = place(found, found.stable_socket)
      before.nil? ? remove(stable) : put(found, stable, before)
    end

    # Takes away what a stopped container leaves: its socket, and the stable name where that still leads there.
    def clean(found)
      return unless linked?(found)
      remove(place(found, found.stable_socket)) if leads_to?(found)
      remove(place(found, found.socket))
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

    def relative(found, stable)
      bound = place(found, found.socket)
      raise Error, "#{found.name}: #{found.socket} lies in no volume" if bound.nil?
      Pathname.new(bound).relative_path_from(Pathname.new(File.dirname(stable))).to_s
    end

    # A volume belongs to its containers: what looks like a folder in it may be a link that leads out of it.
    def put(found, stable, target)
      folder = File.dirname(stable)
      FileUtils.mkdir_p(folder)
      source = File.realpath(mount(found, found.stable_socket).source)
      unless "#{File.realpath(folder)}/".start_with?("#{source}/")
        raise Error, "#{found.name}: #{found.stable_socket} leads out of its volume"
      end
      temporary = File.join(folder, ".#{File.basename(stable)}.cookgen")
      remove(temporary)
      File.symlink(target, temporary)
      File.rename(temporary, stable)
    end

    def remove(path)
      File.unlink(path)
    rescue Errno::ENOENT
      nil
    end
  end
end
