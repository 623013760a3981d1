require_relative 'cookgen_errors'

module Cookgen
  # HAProxy's own command line: its master's socket, which passes words on to its workers. After a reload there are several.
  class HaproxyCli
    TIMEOUT = 5
    REFUSED = /no such|unknown|invalid|requires?\b|unable|can't|cannot|permission|not (allowed|found|supported)/i.freeze
    # Did HAProxy not understand, or not want to?
    class Refused < Error
    end

    # What it says of a server. `operational`: 2 is up. `administrative`: bits, some of 0x63 in maintenance and
    # some of 0x18 where it finishes what it has.
    Row = Struct.new(:slot, :address, :operational, :administrative) do
      def up?
        operational == 2
      end

      def ready?
        administrative & 0x7b == 0
      end

      def resting?
        administrative & 0x63 != 0
      end
    end

    def initialize(path, clock)
      @path = path
      @clock = clock
    end

    # Words to how the workers are addressed: the one that takes connections first, then those that still finish.
    def workers
      ['@1'] + leaving.map { |pid| "@!#{pid}" }
    end

    # Pids of workers of earlier configurations.
    def leaving
      processes['old workers'] || []
    end

    # Tells all workers. What earlier ones do not know is no matter; raises Refused where the one that counts does not.
    def tell(words)
      first, *others = workers
      answer = ask("#{first} #{words}")
      raise Refused, "haproxy: #{words}: #{answer.strip}" if answer =~ REFUSED
      others.each { |worker| ask("#{worker} #{words}") }
    end

    # slot => Row of one backend.
    def rows(backend)
      lines = ask("@1 show servers state #{backend}").split("\n").map(&:split)
      lines.select { |line| line.length > 18 && line[1] == backend }.each_with_object({}) do |line, all|
        all[line[3]] = Row.new(line[3], "#{line[4]}:#{line[18]}", line[5].to_i, line[6].to_i)
      end
    end

    # Requests and connections that servers still have, in all workers: slot => number.
    def load(backend)
      workers.each_with_object(Hash.new(0)) do |worker, all|
        head, *lines = ask("#{worker} show stat #{backend} 4 -1").split("\n").reject(&:empty?).map { |line| line.split(',') }
        next if head.nil? || !head.include?('scur')
        lines.each { |line| all[line[1]] += line[head.index('scur')].to_i + line[head.index('qcur')].to_i }
      end
    end

    # What HAProxy's last check of a server said, in its own words.
    def verdict(backend, slot)
      head, *lines = ask("@1 show stat #{backend} 4 -1").split("\n").map { |line| line.split(',') }
      line = lines.find { |each| each[1] == slot } || []
      words = %w(check_status last_chk).map { |name| line[head.index(name)] if head.include?(name) }
      words.reject { |text| text.to_s.empty? }.join(' ')
    end

    # Reads the configuration again, keeping all sockets open. Returns when a new worker serves.
    def reload
      before = processes['workers']
      begin
        ask('reload')
      rescue SystemCallError, IOError
        nil
      end
      fresh = @clock.until(TIMEOUT * 2, 0.05) { renewed?(before) }
      raise Refused, 'haproxy: it did not take the new configuration' unless fresh
    end

    # One command, its answer. Raises SystemCallError or IOError where nobody answers.
    def ask(words)
      Dial.new(@clock, TIMEOUT).ask({ 'socket' => @path }, "#{words}\n")
    end

    private

    def renewed?(before)
      now = processes['workers']
      !now.nil? && !now.empty? && (now & before).empty?
    rescue SystemCallError, IOError
      false
    end

    # 'workers' => pids, 'old workers' => pids
    def processes
      section = nil
      ask('show proc').split("\n").each_with_object({}) do |line, all|
        section = line[2..-1].strip if line.start_with?('# ')
        all[section] = (all[section] || []) << line.to_i if section && line =~ /\A\d+\s+worker\b/
      end
    end
  end
end
