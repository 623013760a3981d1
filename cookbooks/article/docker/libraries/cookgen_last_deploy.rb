require_relative 'cookgen_json_file'

module Cookgen
  # Tells Rollbar of the last good deploy of each app, once. A deploy does so itself; this is for run lists that name the recipe,
  # and for a Rollbar that could not be reached then.
  class LastDeploy
    # Notes beside the state of an app that its last deploy was told; `entry` is that of its history.
    def self.told(app, entry)
      JsonFile.new(File.join(Cookgen.root, app, 'told.json')).write('at' => entry['at'])
    end

    # Options :who.
    def initialize(stack, tools, apps, options = {})
      @stack = stack
      @tools = tools
      @apps = apps
      @notifier = Notifier.new(stack, tools, options)
    end

    # Yields lines and a Proc.
    def run
      due.each do |app, entry|
        yield [line(app)], -> { tell(app, entry) }
      end
    end

    # The lines that run would yield.
    def forecast
      due.keys.map { |app| line(app) }
    end

    private

    def line(app)
      "tell Rollbar of the last deploy of #{app}"
    end

    # app => entry of its history
    def due
      return {} unless @stack.runtime.leader?
      last = @apps.map { |app| [app, State.load(app).last_good] }.select(&:last)
      Hash[last.reject { |app, entry| told?(app, entry) || !@notifier.rollbar?(app) }]
    end

    def told?(app, entry)
      found = JsonFile.new(File.join(Cookgen.root, app, 'told.json')).read
      !found.nil? && found['at'] == entry['at']
    end

    def tell(app, entry)
      LastDeploy.told(app, entry) if @notifier.rollbar(app, entry, entry['images'] || {})
    end
  end
end
