module Cookgen
  # Who is replaced together: as many of a service as `parallelism` says, and never more than there is memory for beside those
  # that still run. Pure.
  class Batches
    # `memory`: bytes that are free on this host, nil where nobody knows.
    def initialize(memory = nil)
      @memory = memory
    end

    # Array of Arrays of the same steps, in order.
    def split(steps)
      left = steps.dup
      batches = []
      until left.empty?
        batch = take(left)
        batches << batch
        left -= batch
      end
      batches
    end

    # Why there are more batches than the stack asks for, in words; nil where there are not.
    def remark(steps)
      return if @memory.nil? || Batches.new.split(steps).length == split(steps).length
      wanted = steps.map { |step| need(step) }.reduce(0, :+)
      "in #{split(steps).length} batches: old and new side by side would take #{mib(wanted)} more, and #{mib(@memory)} are free"
    end

    private

    def take(steps)
      counts = Hash.new(0)
      sum = 0
      steps.each_with_object([]) do |step, batch|
        key = [step.app, step.container.service]
        most = step.old ? step.container.update_config['parallelism'] : 0
        next if most > 0 && counts[key] >= most
        next if @memory && !batch.empty? && sum + need(step) > @memory
        counts[key] += 1
        sum += need(step)
        batch << step
      end
    end

    # What it takes in addition while the old one is still there.
    def need(step)
      step.container.memory_limit.to_i
    end

    def mib(bytes)
      "#{bytes / 1024 / 1024} MiB"
    end
  end
end
