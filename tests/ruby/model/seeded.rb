require_relative 'scenario'

module Model
  # A bug of the engine: `change` replaces a method of `owner`; it is called on the object, the
  # original first.
  Bug = Struct.new(:name, :scenario, :found, :owner, :word, :change) do
    # Yields while the bug is there.
    def plant
      original = owner.instance_method(word)
      body = change
      replace { |*words, &block| instance_exec(original.bind(self), *words, block, &body) }
      yield
    ensure
      replace(original) if original
    end

    private

    # Ruby would say that a method is redefined: it is meant to be.
    def replace(other = nil, &block)
      visible = $VERBOSE
      $VERBOSE = nil
      owner.send(:define_method, word, other || block)
    ensure
      $VERBOSE = visible
    end
  end

  # Class methods are those of the singleton.
  def self.class_of(owner)
    owner.singleton_class
  end

  # name, the scenario that shows it, what is said of it, where it is, and what it does
  SEEDED = [
    ['links lead to what was not asked yet', 'new image, 1 of it', /nobody answers/, Cookgen::Launch, :await,
     ->(_, _steps, _) {}],
    ['the journal is not written before something is made', 'never ready', /left over/, class_of(Cookgen::Journal), :note,
     ->(original, phase, moves, _) { original.call(phase, moves) unless phase == 'starting' }],
    ['the journal is written after the links', 'new image, 1 of it', /nobody answers|requests/, class_of(Cookgen::Journal), :note,
     ->(original, phase, moves, _) { original.call(phase, moves) unless phase == 'switching' }],
    ['the journal is never closed', 'new image, 1 of it', /left over|to do/, class_of(Cookgen::Journal), :close,
     ->(_, _moves, _) {}],
    ['who leaves may not finish', 'new image, 1 of it', /had requests/, Cookgen::Retire, :drain,
     ->(_, _leaving, _) {}],
    ['the old one is stopped before the links are switched', 'new image, 1 of it', /nobody answers|requests/,
     Cookgen::Launch, :run,
     lambda { |original, _|
       original.call
       olds = @moves.map(&:old_id).compact
       @docker.stop(olds, 10)
     }],
    ['the old one is removed where the new one fails', 'never ready', /nobody answers|requests/, Cookgen::Launch, :undo,
     lambda { |original, _|
       original.call
       @docker.remove(@moves.map(&:old_id).compact)
     }],
    ['what failed is not removed', 'never ready', /left over|serves/, Cookgen::Launch, :undo, ->(_, _) {}],
    ['who died again is not noticed', 'dies within its probe', /left over|nobody|serves/, Cookgen::Prober, :alive,
     ->(_, _targets, _) {}],
    ['a link is taken away before the new one is there', 'new image, 1 of it', /nobody answers/, Cookgen::Sockets, :put,
     lambda { |original, found, name, target, _|
       remove(name)
       original.call(found, name, target)
     }],
    ['names are given before the links are switched', 'new image, 1 of it', /./, Cookgen::Launch, :run,
     lambda { |original, _|
       original.call
       Cookgen::Switch.new(@tools).rename(@moves)
     }],
    ['a migration is written down before it ran', 'new image, 1 of it', /without its migration/, Cookgen::Migration, :run,
     lambda { |original, step, state, _|
       state.migrated << Cookgen::Migration.key(step.container, step.image_id)
       state.save
       original.call(step, state)
     }],
    ['a migration that outlived its run is done again', 'new image, 1 of it', /migrated twice/, Cookgen::Migration,
     :done_already?,
     ->(_, _) { false }],
    ['what is pruned is what serves', 'generations that are not kept any more', /nobody answers|serves|requests/, Cookgen::Retire,
     :outdated, ->(_, all, move, _) { all.select { |found| found.instance == move.instance && found.active? } }],
    ['nothing is pruned', 'generations that are not kept any more', /kept/, Cookgen::Retire, :prune, ->(_, _moves, _) {}],
    ['what is kept starts again with the engine', 'always restarted', /left over|serves/, Cookgen::Retire, :never_restart,
     ->(_, _containers, _) {}],
    ['sockets of what is gone stay', 'new image, 1 of it', /left over/, Cookgen::Sockets, :clean, ->(_, _found, _) {}],
    ['a run that was cut short is always undone', 'new image, 1 of it', /nobody answers|requests|serves/,
     Cookgen::Recovery, :settle,
     ->(_, moves, _) { abandon(moves) }],
    ['a run that was cut short is always finished', 'ports: stop first, never ready', /nobody answers|serves/,
     Cookgen::Recovery, :serves?,
     ->(_, move, _) { !newcomer(move).nil? }],
    ['what a run that was cut short left is not looked at', 'new image, 1 of it', /left over|serves/,
     class_of(Cookgen::Recovery), :apps,
     ->(_, _) { [] }],
    ['an instance that is taken back may not finish', 'more of it', /had requests/, Cookgen::Retire, :recall,
     ->(_, _found, _patience, _grace, _) {}],
    ['who had to stop first does not come back', 'ports: stop first, never ready', /serves/, Cookgen::Takeover, :restore,
     ->(_, _) {}],
    ['a stopped container is left alone', 'stopped by hand', /serves/, Cookgen::Planner, :keep, ->(_, _container, _old, _) {}],
    ['files are written in place', 'new image, 1 of it', /damaged|raised/, Cookgen::JsonFile, :write,
     lambda { |_, hash, _|
       Cookgen::FileUtils.mkdir_p(Cookgen::File.dirname(path))
       Cookgen::File.open(path, Cookgen::File::CREAT | Cookgen::File::TRUNC, 0o600) { |file| file.write(JSON.generate(hash)) }
     }],
    ['half-made files stay', 'new image, 1 of it', /tmp is left over/, class_of(Cookgen::JsonFile), :sweep, ->(_, _) {}],
    ['a removed service stays', 'a service goes', /serves|left over/, Cookgen::Planner, :removals, ->(_, _taken, _) { [] }],
    ['what is not ours is tidied up', 'new image, 1 of it', /somebody else/, Cookgen::Retire, :prune,
     lambda { |original, moves, _|
       original.call(moves)
       @docker.remove(@docker.list.select { |_, app, _| app.empty? }.map(&:first))
     }],
  ].map { |fields| Bug.new(*fields) }.freeze
end
