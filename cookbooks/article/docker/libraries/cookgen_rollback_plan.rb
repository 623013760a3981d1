require_relative 'cookgen_errors'

module Cookgen
  # How one app gets back to what it was at an earlier generation: every instance to the newest container that it had by then.
  # What that generation replaced none of stays as it is. Values in, steps and words out.
  class RollbackPlan
    # `containers`: those of the app that this host is to have; `wanted`: a generation, nil for the one before the current.
    def initialize(app, containers, world, state, wanted = nil)
      @app = app
      @cron, @containers = containers.partition { |container| container.mode == 'cron' }
      @world = world
      @state = state
      @wanted = wanted
    end

    # Why it cannot be, in words, nil where it can.
    def problem
      return "#{@app} has no containers on this host" if generations.empty?
      return if settled
      if @wanted
        return if generations.include?(@wanted)
        return "nothing is kept of generation #{@wanted} of #{@app}; there are: #{generations.join(', ')}"
      end
      "nothing is kept of #{@app} before generation #{current}" if target.nil?
    end

    # Why nothing has to be done, in words, nil where something has.
    def settled
      return "#{@app} is at generation #{current} already" if @wanted && @wanted == current && steps.empty?
      before = @state.rolled_back
      return if @wanted || target.nil? || !steps.empty?
      # killed just before it was written down
      return "#{@app} is back at generation #{target} already: nothing to do" if before.nil?
      further = generations.select { |generation| generation < current }.max
      words = "#{@app} is back at generation #{current} (from #{before['from']}) since #{before['at']}: nothing to do"
      return words if further.nil?
      "#{words}. To go back further say so: cookgen.rollback.generation #{further}"
    end

    # The generation to go back to.
    def target
      return @wanted if @wanted
      # one that was cut short goes on to where it went
      return @state.rolled_back['to'] if @state.rolled_back
      generations.select { |generation| generation < current }.max
    end

    # Array of Step.
    def steps
      @steps ||= target.nil? ? [] : @containers.map { |container| step(container) }.compact + pins
    end

    # What will not be as it was, in words.
    def remarks
      stays = @containers.select { |container| unknown?(container) && !gone?(container) }
      stays.map { |container| "#{container.name} is not known to generation #{target}: it stays as it is" } + cron_remarks
    end

    # service => image id: what the app consists of afterwards.
    def images
      before = known_images || {}
      kept = @containers.map { |container| [container.service, goal(container)] }.select(&:last)
      @state.images.merge(before).merge(Hash[kept.map { |service, found| [service, found.image] }])
    end

    def current
      active = @world.containers.select { |found| ours?(found) && found.active? }.map(&:generation)
      # a deploy that was killed at its very end serves, but is not in the history
      @current ||= [@state.current, active.max, 0].compact.max
    end

    private

    def ours?(found)
      found.app == @app
    end

    # All generations that any container here is of, oldest first.
    def generations
      @generations ||= @world.containers.select { |found| ours?(found) }.map(&:generation).uniq.sort
    end

    # The container that did the work at that generation.
    def goal(container)
      @world.of(container).select { |found| found.generation <= target }.last
    end

    def unknown?(container)
      goal(container).nil? && @world.current(container)
    end

    # One of several instances, of which the others go back: it was not there then.
    def gone?(container)
      unknown?(container) && @containers.any? { |other| other.service == container.service && goal(other) }
    end

    def step(container)
      found = goal(container)
      serving = @world.current(container)
      if found.nil?
        remove(serving) if gone?(container)
      elsif found != serving
        revive(container, found, serving)
      elsif !found.active?
        fields = { :old => found, :generation => found.generation, :reason => 'it is stopped' }
        Step.new(:restart, fields.merge(:container => container, :image_id => found.image))
      end
    end

    def remove(serving)
      Step.new(:remove, :old => serving, :reason => "generation #{target} did not have it")
    end

    def revive(container, found, serving)
      Step.new(
        :revive,
        :container => container,
        :kept => found,
        :old => serving,
        :image_id => found.image,
        :generation => found.generation,
        :reason => "the app goes back from generation #{current} to #{target}",
        :stop_first => serving && serving.active? ? clash(container, found, serving) : nil,
      )
    end

    def clash(container, found, serving)
      port = (found.host_ports & serving.host_ports).first
      port ? "publishes host port #{port}" : container.stop_first
    end

    def known_images
      @state.images_of(target)
    end

    # What cron runs goes back, too.
    def pins
      moved = @cron.uniq(&:service).select do |container|
        before = (known_images || {})[container.service]
        before && before != @state.images[container.service]
      end
      moved.map { |container| Step.new(:pin, :container => container, :image_id => known_images[container.service]) }
    end

    def cron_remarks
      return [] if known_images
      @cron.uniq(&:service).map { |container| "nobody wrote down what #{container.service} ran then: cron runs what it ran" }
    end
  end
end
