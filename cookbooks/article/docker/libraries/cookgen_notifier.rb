require_relative 'cookgen_errors'

module Cookgen
  # Tells people about deploys, on the one host that speaks for all. Whatever goes wrong here is a warning: a deploy never fails
  # because somebody could not be told.
  #
  # An event is a Hash of texts and numbers: app, kind (deploy, rollback), status (started, succeeded, failed), from and to (the
  # generations), host, stack, who, at, seconds, reason (of a failure), text (all of it as a sentence).
  class Notifier
    # For those who have nobody to tell.
    class Silent
      def around(*)
        yield
      end

      def unless_failed(*)
        yield
      end
    end

    NONE = Silent.new

    # Options :who, :kind.
    def initialize(stack, tools, options = {})
      @stack = stack
      @runtime = stack.runtime
      @tools = tools
      @who = options[:who]
      @settings = @runtime.notifications
    end

    # Tells that a plan is begun and how it ended. Plans that start no other version are nobody's news.
    # `targets`: app => generation that will serve.
    def around(kind, plan, targets = plan.generations, &work)
      apps = plan.steps.select { |step| step.new? || step.kind == :revive }.map(&:app).uniq
      return yield if apps.empty? || !@runtime.leader?
      told = news(kind, apps, plan.images, targets)
      told.each { |event, channels| tell(channels, :started, sentence(event.merge('status' => 'started'))) }
      watch(told, &work)
    end

    # Tells only that something failed before there was a plan.
    def unless_failed(kind, apps)
      failed = true
      yield.tap { failed = false }
    rescue Error => e
      reason = e
      raise
    ensure
      tell_all(news(kind, apps, {}, {}), 'failed', reason) if failed && @runtime.leader?
    end

    # Tells Rollbar alone about the last deploy of an app, as recipe docker::notify_rollbar does. Answers whether all of it went
    # through.
    def rollbar(app, entry, images)
      event = event(app, entry['kind'] || 'deploy', entry['to'], entry['from']).merge('status' => 'succeeded')
      channels = rollbars(app, images)
      channels.map { |channel| say(channel, :ended, sentence(event)) }.all?
    end

    # Is there a token?
    def rollbar?(app)
      !rollbars(app, {}).empty?
    end

    # It holds addresses that are secrets.
    def inspect
      "#<#{self.class}>"
    end

    private

    # [[event, channels], ...]
    def news(kind, apps, images, targets)
      apps.map do |app|
        [event(app, kind, targets[app], State.load(app).current), rollbars(app, images.fetch(app, {})) + Webhook.all(@settings)]
      end
    end

    def watch(told)
      started = @tools.clock.now
      failed = true
      yield.tap { failed = false }
    rescue Error => e
      reason = e
      raise
    ensure
      seconds = (@tools.clock.now - started).round(1)
      told.each { |event, _| event['seconds'] = seconds }
      tell_all(told, failed ? 'failed' : 'succeeded', reason)
    end

    def tell_all(told, status, reason)
      more = { 'status' => status }
      more['reason'] = reason ? reason.message.lines.first.strip : 'it was interrupted' if status == 'failed'
      told.each do |event, channels|
        heard = tell(channels, :ended, sentence(event.merge(more)))
        next unless status == 'succeeded' && rollbar_heard?(channels, heard)
        LastDeploy.told(event['app'], State.load(event['app']).last_good)
      end
    end

    # Those of the channels that heard it.
    def tell(channels, what, event)
      channels.select { |channel| say(channel, what, event) }
    end

    def rollbar_heard?(channels, heard)
      meant = channels.select { |channel| channel.is_a?(Rollbar) }
      !meant.empty? && (meant - heard).empty?
    end

    def say(channel, what, event)
      channel.send(what, event)
      true
    rescue Error => e
      @tools.log.warn("#{channel.name} was not told that #{event['text']}: #{e.message}")
      false
    end

    def event(app, kind, to, from)
      fields = { 'app' => app, 'kind' => kind, 'from' => from, 'to' => to, 'host' => @runtime.hostname, 'who' => @who }
      fields.merge('stack' => @runtime.stack_name, 'at' => @tools.clock.stamp).reject { |_, value| value.nil? }
    end

    def sentence(event)
      to = event['to'] ? " to generation #{event['to']}" : ''
      words = "#{event['kind']} of #{event['app']}#{to} on #{event['host']} #{event['status']}"
      words += " after #{event['seconds']} s" if event['seconds']
      words += ": #{event['reason']}" if event['reason']
      event.merge('text' => words)
    end

    def rollbars(app, images)
      said = @settings['rollbar']
      Rollbar.all(@stack.app(app).containers, images, @tools.docker, said.is_a?(Hash) ? said['url'] : nil)
    end
  end
end
