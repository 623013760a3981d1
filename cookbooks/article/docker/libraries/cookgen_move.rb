module Cookgen
  # One container taking another one's place, as the journal remembers it: all that is needed to finish or to undo it
  # without the stack, and nothing secret.
  #
  #   app, service, index   the instance
  #   name                  the name that it works under: app0
  #   generation            of what is new
  #   new_name, new_id      what is new, app0-g3 until it takes over; no id before it was created
  #   old_id, old_name      what it replaces, nil where nothing; old_name is what that one is called afterwards,
  #   old_was               and before
  #   old_stays             is the old one kept for a rollback?
  #   again                 nothing is new: a stopped container is started again; with old_id it is one that was kept
  #   readiness             how to tell that it serves (Container#readiness)
  #   grace, drain, retain  seconds to stop, seconds to become quiet, generations to keep
  class Move
    FIELDS = %w(
      app service index name generation new_name new_id old_id old_name old_was old_stays again readiness grace drain retain
    ).freeze

    attr_reader(*FIELDS)
    attr_writer :new_id

    def self.of(step)
      container = step.container
      old = step.old
      fields = {
        'app' => container.app, 'service' => container.service, 'index' => container.index, 'name' => container.name,
        'grace' => container.stop_grace, 'drain' => container.drain_timeout, 'retain' => container.retain
      }
      new(fields.merge(what(step, container, old)))
    end

    def self.what(step, container, old)
      case step.kind
      when :restart then again(container, old)
      when :revive then again(container, step.kept).merge(instead_of(container, old))
      else change(step, container, old)
      end
    end

    def self.again(container, old)
      { 'again' => true, 'generation' => old.generation, 'new_name' => old.name, 'new_id' => old.id,
        'readiness' => old.readiness || container.readiness(old.generation) }
    end

    def self.change(step, container, old)
      fields = { 'generation' => step.generation, 'new_name' => container.physical_name(step.generation),
                 'readiness' => container.readiness(step.generation) }
      fields.merge(instead_of(container, old))
    end

    def self.instead_of(container, old)
      return {} if old.nil?
      {
        'old_id' => old.id,
        'old_was' => old.name,
        'old_name' => old.name == container.name ? "#{old.name}-g#{old.generation}" : old.name,
        'old_stays' => old.instance == [container.app, container.service, container.index],
      }
    end

    private_class_method :what, :again, :change, :instead_of

    def initialize(fields)
      FIELDS.each { |field| instance_variable_set("@#{field}", fields[field]) }
    end

    def to_h
      Hash[FIELDS.map { |field| [field, send(field)] }]
    end

    def instance
      [app, service, index]
    end
  end
end
