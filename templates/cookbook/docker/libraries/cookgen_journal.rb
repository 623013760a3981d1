require_relative 'cookgen_json_file'

module Cookgen
  # What a run is about to do to one app: <root>/<app>/journal.json. It is there only while a round is under way, so that
  # the next run can tell what a killed one left.
  #
  #   starting    what is new comes up beside what serves: to be removed
  #   replacing   an old container is stopped so that a new one can start: the old one is to be started again
  #   switching   what is new is ready and takes over: to be finished
  class Journal
    PHASES = %w(starting replacing switching).freeze

    attr_reader :app

    def initialize(app)
      @app = app
      @file = JsonFile.new(File.join(Cookgen.root, app, 'journal.json'))
    end

    # Notes phase and moves of several apps, each in its own journal.
    def self.note(phase, moves)
      moves.group_by(&:app).each { |app, own| new(app).write(phase, own) }
    end

    def self.close(moves)
      moves.map(&:app).uniq.each { |app| new(app).delete }
    end

    def write(phase, moves)
      @file.write('phase' => phase, 'moves' => moves.map(&:to_h))
    end

    # [phase, Array of Move] or nil where no round was under way.
    def read
      content = @file.read
      content && [content['phase'], content['moves'].map { |fields| Move.new(fields) }]
    end

    def delete
      @file.delete
    end
  end
end
