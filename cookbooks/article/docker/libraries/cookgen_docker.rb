require 'json'
require 'tempfile'
require_relative 'cookgen_errors'

module Cookgen
  # A command that ended badly. The message never holds more than the words that were meant to be seen.
  class CommandFailed < Error
    attr_reader :result

    def initialize(title, result)
      @result = result
      super("#{title}: #{result.problem}")
    end
  end

  # The docker command line: argv in, results out. No shell, no state, and nothing that knows what a deploy is.
  class Docker
    TIMEOUT = 120
    PULL_TIMEOUT = 1800
    MISSING = /no such (container|image|object|volume)|is already in progress/i.freeze

    # What a command said. `status` is its exit status, nil where it was stopped for taking too long.
    class Result
      attr_reader :status, :out, :err

      def initialize(status, out, err)
        @status = status
        @out = out
        @err = err
      end

      def ok?
        status == 0
      end

      def lines
        out.split("\n").map(&:strip).reject(&:empty?)
      end

      # What went wrong, in one line.
      def problem
        last = err.split("\n").map(&:strip).reject(&:empty?).last(3).join(' / ')
        return 'took too long and was stopped' if status.nil?
        last.empty? ? "exit status #{status}" : "#{last} (exit status #{status})"
      end
    end

    # Runs `docker` with these words. Options: :stdin (text), :env (for the client only), :timeout (seconds).
    def call(argv, opts = {})
      run(command + argv, opts)
    end

    # As call, but raises CommandFailed. Option :title says what the message calls the command where the
    # words themselves should not be shown.
    def call!(argv, opts = {})
      result = call(argv, opts)
      return result if result.ok?
      raise CommandFailed.new("docker #{opts[:title] || argv.join(' ')}", result)
    end

    # The image's id (sha256:...) or nil where this host does not have it.
    def image_id(reference)
      result = call(['image', 'inspect', '--format', '{{.Id}}', reference])
      result.ok? ? result.lines.first : nil
    end

    def pull(reference)
      call!(['pull', reference], :timeout => PULL_TIMEOUT, :title => "pull #{reference}")
    end

    # [id, label cookgen.app, name] of every container on this host, running or not.
    def list
      format = '{{.ID}}|{{.Label "cookgen.app"}}|{{.Names}}'
      call!(['ps', '--all', '--no-trunc', '--format', format]).lines.map { |line| line.split('|', 3) }
    end

    # Ids of the containers with cookgen's label for this app, running or not.
    def containers(app)
      call!(['ps', '--all', '--no-trunc', '--filter', "label=cookgen.app=#{app}", '--format', '{{.ID}}']).lines
    end

    # Ids of all running containers, or of those with a label ('name=value').
    def running(label = nil)
      filter = label ? ['--filter', "label=#{label}"] : []
      call!(['ps', '--no-trunc', '--format', '{{.ID}}'] + filter).lines
    end

    # Ids of the containers with a label ('name=value' or 'name'), running or not.
    def labelled(label)
      call!(['ps', '--all', '--no-trunc', '--filter', "label=#{label}", '--format', '{{.ID}}']).lines
    end

    # What Docker says about these containers: Array of Hashes, those left out that are gone by now.
    def inspect_containers(names)
      return [] if names.empty?
      result = call(['container', 'inspect'] + names)
      raise CommandFailed.new('docker container inspect', result) unless result.ok? || result.err =~ MISSING
      result.out.strip.empty? ? [] : JSON.parse(result.out)
    end

    # The folder on this host that holds a named volume, nil where there is no such volume.
    def volume_mountpoint(name)
      result = call(['volume', 'inspect', '--format', '{{.Mountpoint}}', name])
      result.ok? ? result.lines.first : nil
    end

    # Creates a container from `create ...` words, answers its id.
    def create(argv, name, env = {})
      call!(argv, :env => env, :title => "create #{name}").lines.last
    end

    # `title`: what messages call it.
    def start(id, title = id)
      call!(['start', id], :title => "start #{title}")
    end

    # Stops all at once, each with `grace` seconds before it is killed.
    def stop(names, grace)
      return if names.empty?
      call!(['stop', '-t', grace.ceil.to_s] + names, :timeout => TIMEOUT + grace)
    end

    def rename(id, name)
      call!(['rename', id, name])
    end

    # Removes containers whatever they do. With :volumes => true their unnamed volumes go too.
    def remove(names, opts = {})
      return if names.empty?
      flags = opts[:volumes] ? ['--force', '--volumes'] : ['--force']
      result = call(['rm'] + flags + names)
      return if result.ok? || result.err =~ MISSING
      raise CommandFailed.new("docker rm #{names.join(' ')}", result)
    end

    # `policy`: what Docker does when they end, or when it starts itself.
    def restart_policy(names, policy)
      call!(['update', '--restart', policy] + names) unless names.empty?
    end

    # Runs a throw-away container to its end: Result.
    def run_once(argv, opts = {})
      call(argv, opts)
    end

    # Waits for a container to end, at most `timeout` seconds.
    def wait(name, timeout)
      call(['wait', name], :timeout => timeout)
    end

    def exec(name, argv, timeout)
      call(['exec', name] + argv, :timeout => timeout)
    end

    # The last lines that a container wrote, stdout and stderr together.
    def logs(name, count)
      result = call(['logs', '--tail', count.to_s, name])
      (result.out + result.err).split("\n").last(count)
    end

    private

    # Logins made by cookgen stay apart from those of the people who work on this host.
    def command
      folder = File.join(Cookgen.root, 'docker')
      File.directory?(folder) ? ['docker', '--config', folder] : ['docker']
    end

    # Output goes to files without a name, not to pipes: a child that outlives its parent can then hold nobody up.
    def run(words, opts)
      out = nameless_file
      err = nameless_file
      input = feed(opts[:stdin].to_s)
      pid = Process.spawn(opts[:env] || {}, *words, :in => input, :out => out, :err => err, :pgroup => true)
      status = await(pid, opts[:timeout] || TIMEOUT)
      Result.new(status, text(out), text(err))
    rescue Errno::ENOENT
      Result.new(127, '', "#{words.first} is not installed")
    ensure
      [out, err, input].compact.each(&:close)
    end

    def nameless_file
      file = Tempfile.new('cookgen')
      file.unlink
      file
    end

    # A pipe: what goes in may be a password, and that touches no disk.
    def feed(words)
      reader, writer = IO.pipe
      Thread.new { pour(words, writer) }
      reader
    end

    def pour(words, writer)
      writer.write(words)
    rescue Errno::EPIPE
      nil
    ensure
      writer.close
    end

    def await(pid, timeout)
      waiter = Process.detach(pid)
      unless waiter.join(timeout)
        Process.kill('KILL', -pid)
        return nil
      end
      waiter.value.exitstatus || 128 + waiter.value.termsig
    rescue Errno::ESRCH
      nil
    end

    # What programs print is not always UTF-8; what is passed on is.
    def text(file)
      file.rewind
      bytes = file.read.force_encoding('UTF-8')
      bytes.encode('UTF-16', :invalid => :replace, :undef => :replace).encode('UTF-8')
    end
  end
end
