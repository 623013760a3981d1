require 'fileutils'
require 'shellwords'

module Cookgen
  # The cron containers of one app as files: a crontab that names one script each, and beside each script the variables.
  # All that may be special to cron, to a shell or to `ps` stands in files of root alone.
  class Cron
    CRONTABS = '/etc/cron.d'.freeze
    PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'.freeze
    MARK = 'Written by cookgen: changes made here do not last.'.freeze

    # `containers`: those of the app with mode cron. The block gives the id of a container's image.
    def initialize(app, containers, crontabs = CRONTABS, &image_id)
      @app = app
      @containers = containers
      @crontab = File.join(crontabs, "cookgen-#{app}")
      @image_id = image_id
    end

    # path => [mode, content] of every file there should be. Raises Error where an image is not on this host.
    def files
      return {} if @containers.empty?
      scripts = @containers.map { |container| [script_path(container), [0700, script(container)]] }
      variables = @containers.map { |container| [env_path(container), [0600, lines(container)]] }
      Hash[variables + scripts + [[@crontab, [0644, crontab]]]]
    end

    # Paths of what earlier deploys wrote and nobody wants now.
    def stale
      wanted = @containers.flat_map { |one| [script_path(one), env_path(one), lock_path(one), id_path(one)] }
      wanted << @crontab unless @containers.empty?
      (Dir.glob(File.join(folder, '*')) + [@crontab]).select { |path| File.exist?(path) } - wanted
    end

    # Slugs of apps that have a crontab of ours.
    def self.apps(crontabs = CRONTABS)
      ours = Dir.glob(File.join(crontabs, 'cookgen-*')).select { |path| File.read(path).include?(MARK) }
      ours.map { |path| File.basename(path).sub('cookgen-', '') }
    end

    # Is the file there as it should be?
    def self.current?(path, mode, content)
      File.stat(path).mode & 0777 == mode && File.binread(path) == content.b
    rescue Errno::ENOENT
      false
    end

    # All or nothing: cron reads its folder at any time.
    def self.write(path, mode, content)
      folder = File.dirname(path)
      FileUtils.mkdir_p(folder, :mode => 0700)
      # cron ignores files with a dot in their name
      temporary = "#{path}.new"
      File.open(temporary, File::WRONLY | File::CREAT | File::TRUNC, mode) do |file|
        file.chmod(mode)
        file.write(content)
        file.fsync
      end
      File.rename(temporary, path)
    end

    private

    def crontab
      lines = @containers.map { |one| "#{CronSchedule.line(one.cron)} root #{script_path(one)}\n" }
      "# #{@app}. #{MARK}\nSHELL=/bin/sh\nPATH=#{PATH}\nMAILTO=\"\"\n\n#{lines.join}"
    end

    # One run at a time. What it prints goes to syslog; its exit status is the container's.
    def script(container)
      <<-SCRIPT.gsub(/^ {8}/, '')
        #!/bin/sh
        # #{@app} #{container.name}. #{MARK}
        PATH=#{PATH}
        export PATH
        umask 077
        log() { logger -t #{tag(container)} || cat >/dev/null; }
        exec 9>>#{Shellwords.escape(lock_path(container))}
        flock -n 9 || { echo 'skipped: the last run still goes on' | log; exit 0; }
        #{[*exports(container), run(container)].join("\n")}
        [ "$status" = 0 ] || echo "failed with status $status" | log
        exit "$status"
      SCRIPT
    end

    def run(container)
      argv = container.run_argv(@image_id.call(container), env_words(container))
      return attended(line('docker', *config, *argv)) if container.networks.length < 2
      made = ['create', '--cidfile', id_path(container)] + argv.drop(1)
      joined = container.task_connect_argvs('').map { |words| "#{line('docker', *config, *words[0..-2])} \"$id\"" }
      [
        "rm -f #{quote(id_path(container))}",
        "#{line('docker', *config, *made)} 2>&1 >/dev/null | log",
        "id=$(cat #{quote(id_path(container))} 2>/dev/null) || exit 1",
        *joined.map { |words| "#{words} 2>&1 | log" },
        attended("#{line('docker', *config, 'start', '--attach')} \"$id\""),
      ].join("\n")
    end

    def line(*words)
      words.map { |word| quote(word) }.join(' ')
    end

    # What it prints goes to the log, its status into $status.
    def attended(words)
      "status=$( { { #{words} 2>&1; echo $? >&3; } | log >/dev/null 2>&1; } 3>&1 )"
    end

    def config
      found = File.join(Cookgen.root, 'docker')
      File.directory?(found) ? ['--config', found] : []
    end

    def env_words(container)
      ['--env-file', env_path(container), *long_values(container).keys.flat_map { |name| ['--env', name] }]
    end

    def exports(container)
      long_values(container).map { |name, value| "#{name}=#{quote(value)}\nexport #{name}" }
    end

    def lines(container)
      variables = container.environment.reject { |name, _| long_values(container).key?(name) }
      EnvFile.lines(variables).map { |line| "#{line}\n" }.join
    end

    # Docker's file has one line per variable; keys and certificates go through the script, which is root's alone.
    # Names that mean something to the script or to docker are left for EnvFile to refuse.
    def long_values(container)
      container.environment.select do |name, value|
        value =~ /[\r\n]/ && name =~ /\A[A-Za-z_][A-Za-z0-9_]*\z/ && name !~ /\A(PATH|HOME|IFS|status|DOCKER_.*|LD_.*)\z/
      end
    end

    # As Shellwords, but line breaks inside single quotes stay one word in every shell.
    def quote(word)
      word =~ /[\r\n]/ ? "'#{word.gsub("'", "'\\\\''")}'" : Shellwords.escape(word)
    end

    def tag(container)
      "cookgen-#{container.name}"
    end

    def script_path(container)
      File.join(folder, container.name)
    end

    def env_path(container)
      script_path(container) + '.env'
    end

    def lock_path(container)
      script_path(container) + '.lock'
    end

    # Where docker notes the container's id.
    def id_path(container)
      script_path(container) + '.id'
    end

    def folder
      File.join(Cookgen.root, @app, 'cron')
    end
  end
end
