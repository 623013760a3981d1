require_relative 'cookgen_json_file'

module Cookgen
  # What the last good deploys of an app left behind: <root>/<app>/state.json.
  #
  #   images      service => image id of the last good deploy
  #   migrated    what has been migrated, newest last (Migration#key)
  #   generation  the highest generation that was ever started
  #   history     one Hash per deploy, newest last: at, generation, result (ok, failed, undone, settled), seconds;
  #               step and reason where it failed
  class State
    KEPT = 50

    attr_reader :app, :images, :migrated, :history
    attr_accessor :generation

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

    def save
      @file.write(
        'images' => images,
        'migrated' => migrated.last(KEPT),
        'generation' => generation,
        'history' => history.last(KEPT),
      )
    end
  end
end
