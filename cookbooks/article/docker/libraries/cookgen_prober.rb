require 'thread'
require_relative 'cookgen_errors'

module Cookgen
  # Waits until containers serve. Each is asked by a thread of its own; meanwhile all are watched.
  class Prober
    # How often Docker is asked whether they still run, in seconds.
    WATCH = 0.5

    # A container and how to tell that it serves. `found` as it was just after its start; `old`: the Found whose
    # place it takes, or nil.
    Target = Struct.new(:found, :readiness, :old)

    # Somebody will not serve.
    class NotReady < Error
      attr_reader :found

      def initialize(found, reason)
        @found = found
        super(reason)
      end
    end

    def initialize(tools)
      @tools = tools
      @clock = tools.clock
    end

    # Returns when all serve; yields each target with its seconds as soon as it does. Raises NotReady for the
    # first one that dies, restarts by itself or lets its deadline pass.
    def await(targets)
      pending = targets.dup
      answers = Answers.new
      threads = targets.map { |target| Thread.new { ask(target, answers) } }
      until pending.empty?
        answers.take(WATCH).each do |target, problem, seconds|
          raise NotReady.new(target.found, problem) if problem
          pending.delete(target)
          yield target, seconds
        end
        alive(targets)
      end
    ensure
      (threads || []).each(&:kill)
    end

    # Raises NotReady where one of them does not run any more, or not without a break.
    def alive(targets)
      now = @tools.docker.inspect_containers(targets.map { |target| target.found.id }).map { |each| Found.new(each) }
      targets.each do |target|
        found = now.find { |each| each.id == target.found.id }
        raise NotReady.new(target.found, 'it was removed') if found.nil?
        raise NotReady.new(target.found, 'it ended and was restarted') if found.restarts > target.found.restarts
        raise NotReady.new(target.found, "it ended with exit status #{found.exit_code}") unless found.running?
      end
    end

    # Why the name that proxies know does not lead to a container that answers, nil where it does.
    def stable_problem(target)
      probe = Probe.stable(@tools, target.found, target.readiness)
      problem = nil
      @clock.until(target.readiness['timeout'], target.readiness['interval']) { (problem = probe.problem).nil? }
      problem
    end

    private

    def ask(target, answers)
      started = @clock.now
      problem = last_problem(target, started)
      answers.add([target, problem, @clock.now - started])
    rescue StandardError => e
      answers.add([target, "#{e.class}: #{e.message}", 0])
    end

    # nil as soon as it answered often enough in a row.
    def last_problem(target, started)
      readiness = target.readiness
      probe = Probe.new(@tools, target.found, readiness)
      limit = [readiness['deadline'], readiness['kind'] == 'settle' ? readiness['settle'] + WATCH : 0].max
      hits = 0
      problem = nil
      loop do
        problem = probe.problem
        hits = problem ? 0 : hits + 1
        return nil if hits >= readiness['rise']
        return "not ready after #{limit} s: #{problem}" if @clock.now - started >= limit
        @clock.sleep(readiness['interval'])
      end
    end

    # What threads found out, for the one who waits.
    class Answers
      def initialize
        @mutex = Mutex.new
        @arrived = ConditionVariable.new
        @items = []
      end

      def add(item)
        @mutex.synchronize do
          @items << item
          @arrived.signal
        end
      end

      # All there are; waits at most `seconds` for the first.
      def take(seconds)
        @mutex.synchronize do
          @arrived.wait(@mutex, seconds) if @items.empty?
          items = @items
          @items = []
          items
        end
      end
    end
    private_constant :Answers
  end
end
