module Cookgen
  # What a deploy will do, in order. Pure: it knows, it does not act.
  class Plan
    # What is switched together: `launches` become ready beside what runs, then all take over at once and
    # `removals` go. A round that has to stop something first holds that one container only.
    # `configures`: proxies of ours that take another configuration over. `before`: seconds to wait until it begins.
    Round = Struct.new(:launches, :links, :removals, :configures, :before) do
      def empty?
        [launches, links, removals, configures].all?(&:empty?)
      end

      # Seconds for which what is new is watched before anything old is stopped.
      def monitor
        launches.select(&:old).map { |step| step.container.update_config['monitor'] }.max || 0
      end

      def stop_first?
        launches.length == 1 && !launches.first.stop_first.nil?
      end
    end

    # Array of Step.
    attr_reader :steps
    # app => (service => image id): what its state is to say after success.
    attr_reader :images

    # `ranks`: step => Integer; a step of a higher rank needs the lower ones switched. `memory`: bytes that are free.
    def initialize(steps, ranks, images, memory = nil)
      @batches = Batches.new(memory)
      @steps = steps
      @ranks = ranks
      @images = images
    end

    def empty?
      steps.empty?
    end

    # One line per step, in the order in which they are done.
    def lines
      rest = rounds.flat_map { |round| round.configures + round.launches + round.links + round.removals } + pins
      remarks + migrations.map(&:line) + pre_starts.map { |step| PreStart.line(step) } + rest.map(&:line)
    end

    # Steps whose service wants something done before its new containers are made: once for all its instances.
    def pre_starts
      steps.select { |step| step.new? && step.container.pre_start }.uniq { |step| [step.app, step.container.service] }
    end

    def migrations
      kind(:migrate)
    end

    def pins
      kind(:pin)
    end

    # Array of Round. What the stack no longer has leaves as soon as the first round serves.
    def rounds
      batches = ranked.flat_map { |batch| split(batch) }
      batches.unshift([]) if batches.empty? || single?(batches.first)
      rounds = batches.each_with_index.map do |batch, at|
        Round.new(batch, [], [], [], at.zero? ? 0 : delay(batches[at - 1], batch))
      end
      rounds.first.links.concat(kind(:link))
      rounds.first.removals.concat(kind(:remove))
      rounds.first.configures.concat(kind(:configure))
      rounds.reject(&:empty?)
    end

    # Apps in which something happens.
    def apps
      steps.map(&:app).uniq
    end

    # app => generation that comes into being.
    def generations
      Hash[steps.select(&:new?).map { |step| [step.app, step.generation] }]
    end

    private

    def kind(name)
      steps.select { |step| step.kind == name }
    end

    def split(batch)
      alone, together = batch.partition(&:stop_first)
      @batches.split(together) + alone.map { |step| [step] }
    end

    def ranked
      steps.select(&:launch?).group_by { |step| @ranks.fetch(step, 0) }.sort.map(&:last)
    end

    # What was not asked for is said.
    def remarks
      ranked.map { |batch| @batches.remark(batch.reject(&:stop_first)) }.compact
    end

    # Between batches of one service.
    def delay(earlier, later)
      services = earlier.map { |step| [step.app, step.container.service] }
      again = later.select { |step| step.old && services.include?([step.app, step.container.service]) }
      again.map { |step| step.container.update_config['delay'] }.max || 0
    end

    def single?(batch)
      batch.length == 1 && !batch.first.stop_first.nil?
    end
  end
end
