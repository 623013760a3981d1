require 'socket'

module Cookgen
  # Connects to a TCP port or a unix socket and, if asked, sends one HTTP request. Never waits longer than it is told.
  # Raises SystemCallError or IOError where nobody answers.
  class Dial
    # What the kernel takes, its final zero byte not counted.
    LONGEST = 107

    def initialize(clock, timeout)
      @clock = clock
      @last = clock.now + timeout
    end

    # Connects, no more.
    def knock(place)
      connected(place) { true }
    end

    # Sends words, ends, and reads all that comes back.
    def ask(place, words)
      connected(place) do |socket|
        send_all(socket, words)
        socket.close_write
        whole(socket)
      end
    end

    # Status code of a GET. `place`: {'socket' => path on this host} or {'address' =>, 'port' =>}.
    def get(place, path)
      connected(place) do |socket|
        send_all(socket, "GET #{path} HTTP/1.0\r\nHost: localhost\r\nUser-Agent: cookgen\r\nConnection: close\r\n\r\n")
        match = %r{\AHTTP/\d\.\d (\d{3})}.match(first_line(socket))
        raise IOError, 'the answer is not HTTP' if match.nil?
        match[1].to_i
      end
    end

    private

    def connected(place)
      family, address, folder = place['socket'] ? unix(place['socket']) : tcp(place)
      socket = Socket.new(family, :STREAM, 0)
      connect(socket, address)
      yield socket
    ensure
      [socket, folder].compact.each(&:close)
    end

    def tcp(place)
      address = Addrinfo.tcp(place['address'], place['port'])
      [address.afamily, address.to_sockaddr]
    end

    # A path that is too long is reached through its folder, which has to stay open meanwhile.
    def unix(path)
      return [:UNIX, Socket.pack_sockaddr_un(path)] if path.bytesize <= LONGEST
      folder = File.open(File.dirname(path))
      [:UNIX, Socket.pack_sockaddr_un("/proc/self/fd/#{folder.fileno}/#{File.basename(path)}"), folder]
    end

    def connect(socket, address)
      socket.connect_nonblock(address)
    rescue IO::WaitWritable
      wait(nil, [socket])
      begin
        socket.connect_nonblock(address)
      rescue Errno::EISCONN
        nil
      end
    end

    def send_all(socket, text)
      until text.empty?
        wait(nil, [socket])
        text = text.byteslice(socket.write_nonblock(text)..-1)
      end
    end

    def first_line(socket)
      text = ''.dup.force_encoding('BINARY')
      until text.include?("\n")
        wait([socket], nil)
        raise IOError, 'the answer is too long' if text.bytesize > 8192
        text << socket.read_nonblock(1024)
      end
      text
    rescue EOFError
      raise IOError, 'closed without an answer' if text.empty?
      text
    end

    def whole(socket)
      text = ''.dup.force_encoding('BINARY')
      loop do
        wait([socket], nil)
        text << socket.read_nonblock(65_536)
      end
    rescue EOFError
      text
    end

    def wait(readable, writable)
      left = @last - @clock.now
      raise Errno::ETIMEDOUT if left <= 0 || IO.select(readable, writable, nil, left).nil?
    end
  end
end
