require 'socket'

# HAProxy as far as its master's socket goes: a real unix socket, servers in memory, checks that know from the fake world who
# lives. One per container; it dies with it.
class FakeHaproxy
  Server = Struct.new(:slot, :address, :admin, :health, :sessions)

  attr_reader :servers, :commands
  attr_accessor :deaf

  # `ready`: answers whether anybody serves at 'address:port'.
  def initialize(folder, &ready)
    @folder = folder
    @ready = ready
    @commands = []
    @pid = 100
    read
    path = File.join(folder, 'run', 'master.sock')
    File.unlink(path) if File.exist?(path)
    @server = UNIXServer.new(path)
    @thread = Thread.new { serve }
  end

  def stop
    @thread.kill
    @server.close
  end

  # Addresses that requests may go to.
  def serving
    servers.values.select { |server| server.admin.zero? && server.health == 2 }.map(&:address)
  end

  # Does it answer a request?
  def answers?
    serving.any? { |address| @ready.call(address) }
  end

  private

  def read
    lines = File.read(File.join(@folder, 'etc', 'haproxy.cfg')).split("\n").map(&:split)
    @backend = lines.find { |words| words.first == 'backend' }[1]
    declared = lines.select { |words| words.first == 'server' && words[2] =~ /\A[\d.]+:/ }
    @servers = declared.each_with_object({}) do |(_, slot, address, word), all|
      all[slot] = Server.new(slot, address, word == 'disabled' ? 5 : 0, word == 'disabled' ? 0 : 2, 0)
    end
  end

  def serve
    loop do
      client = @server.accept
      client.write("#{answer(client.gets.to_s.strip)}\n")
      client.close
    end
  end

  def answer(line)
    return processes if line == 'show proc'
    return reload if line == 'reload'
    words = line.split.drop(1)
    @commands << words.join(' ') if words.first == 'set'
    case words.first(2)
    when %w(show servers) then state(words.last)
    when %w(show stat) then stat
    when %w(set server) then set(words[2].split('/').last, words.drop(3))
    end
  end

  def processes
    "#<PID> <type> <reloads>\n1 master 0\n# workers\n#{@pid} worker 0\n# old workers\n# programs"
  end

  def reload
    @pid += 1
    read
    ''
  end

  def state(backend)
    return "Can't find backend." unless backend == @backend
    lines = servers.values.map do |server|
      check(server)
      host, port = server.address.split(':')
      "3 #{backend} 1 #{server.slot} #{host} #{server.health} #{server.admin} 1 1 9 6 3 4 6 0 0 0 - #{port} - 0 0 - - 0"
    end
    "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state\n#{lines.join("\n")}"
  end

  # Each look is as good as two checks.
  def check(server)
    return if server.admin & 1 == 1
    reached = @ready.call(server.address) && (server.health == 2 || !deaf)
    server.health = reached ? 2 : 0
  end

  def stat
    lines = servers.values.map { |server| "#{@backend},#{server.slot},0,#{server.sessions},L4CON,Connection refused" }
    "# pxname,svname,qcur,scur,check_status,last_chk\n#{lines.join("\n")}"
  end

  def set(slot, words)
    server = servers[slot]
    return 'No such server.' if server.nil?
    case words.first
    when 'addr' then server.address = "#{words[1]}:#{words[3]}"
    when 'health' then server.health = 0
    else turn(server, words.last)
    end
    ''
  end

  def turn(server, state)
    server.health = 2 if server.admin & 1 == 1
    server.admin = { 'ready' => 0, 'drain' => 8, 'maint' => 1 }.fetch(state)
    server.health = 0 if state == 'maint'
  end
end
