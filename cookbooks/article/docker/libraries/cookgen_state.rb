require_relative 'cookgen_json_file'

module Cookgen
  # What the last good deploys of an app left behind: <root>/<app>/state.json.
  #
  #   images      service => image id of the last good deploy
  #   migrated    what has been migrated, newest last (Migration#key)
  #   generation  the highest generation that was ever started
  #   history     one Hash per deploy, newest last: kind (deploy, rollback, undeploy, shutdown), at, who, from and to (the
  #               generations), generation (the highest at that time), result (ok, failed, undone, settled), seconds;
  #               images where it went well; step and reason where it failed
  class State
    KEPT = 50

    attr_reader :app, :images, :migrated, :history
    attr_accessor :generation

    # Slugs of all apps that were ever deployed here.
    def self.apps
      Dir.glob(File.join(Cookgen.root, '*', 'state.json')).sort.map { |path| File.basename(File.dirname(path)) }
    end

    def self.load(app)
      file = JsonFile.new(File.join(Cookgen.root, app, 'state.json'))
      new(app, file, file.read || {})
    end

    def initialize(app, file, values)
      @app = app
      @file = file
      @images = values['images'] || {}
      @migrated = values['migrated'] || []
      @generation = values['generation'] || 0
      @history = values['history'] || []
    end

    # What the history says of the last good deploy or rollback, nil where there was none.
    def last_good
      done.last
    end

    # The generation that serves since the last good deploy, nil where there was none.
    def current
      last_good && (last_good['to'] || last_good['generation'])
    end

    # service => image id, as it was when that generation served; nil where nobody knows.
    def images_of(generation)
      known = done.select { |entry| entry['images'] && (entry['to'] || entry['generation']) <= generation }
      # of the same generation the newest word counts
      last = known.each_with_index.max_by { |entry, at| [entry['to'] || entry['generation'], at] }
      last && last.first['images']
    end

    # Was the last change of this app a rollback? Its entry of the history, else nil.
    def rolled_back
      last_good if last_good && last_good['kind'] == 'rollback'
    end

    def save
      @file.write(
        'images' => images,
        'migrated' => migrated.last(KEPT),
        'generation' => generation,
        'history' => history.last(KEPT),
      )
    end

    private

    # What went well and left something that serves.
    def done
      last = history.rindex { |entry| entry['kind'] == 'undeploy' && entry['result'] == 'ok' }
      entries = last ? history.drop(last + 1) : history
      entries.select { |entry| (entry['result'] == 'ok' || settled?(entry)) && entry['kind'] != 'shutdown' }
    end

    # A run that was killed, brought to its end by the next one.
    def settled?(entry)
      entry['result'] == 'settled' && entry.key?('to')
    end
  end
end
