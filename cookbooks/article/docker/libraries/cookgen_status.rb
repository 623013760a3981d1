require 'time'
require_relative 'cookgen_errors'

module Cookgen
  # What runs here, what is kept, and how it came about, as a table for people. Asks, changes nothing.
  class Status
    HEADER = %w(APP CONTAINER GENERATION IMAGE AGE STATE).freeze
    # Deploys shown per app.
    LAST = 5
    UNITS = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]].freeze

    def initialize(docker, now = Time.now)
      @docker = docker
      @now = now
    end

    # Array of lines.
    def lines
      return ['cookgen has deployed nothing on this host'] if apps.empty?
      table([HEADER] + rows) + apps.flat_map { |app| story(app) }
    end

    private

    def apps
      @apps ||= (containers.map(&:app) + State.apps).uniq.sort
    end

    def containers
      @containers ||= begin
        ours = @docker.list.reject { |_, app, _| app.empty? }.map(&:first)
        @docker.inspect_containers(ours).map { |inspected| Found.new(inspected) }
      end
    end

    # What serves above what is kept of it.
    def rows
      ordered = containers.sort_by { |one| [one.app, one.service, one.index, one.active? ? 0 : 1, -one.generation] }
      ordered.map { |one| [one.app, one.name, one.generation.to_s, image(one), age(one), condition(one)] }
    end

    # Its name today, where it has one.
    def image(found)
      short = found.image.to_s.sub(/\Asha256:(.{12}).*\z/, '\\1')
      name = names[found.image]
      name ? "#{name} (#{short})" : short
    end

    # image id => a tag of it
    def names
      @names ||= begin
        format = '{{.ID}} {{.Repository}}:{{.Tag}}'
        lines = @docker.call(['image', 'ls', '--no-trunc', '--format', format]).lines
        Hash[lines.reject { |line| line.include?('<none>') }.map { |line| line.split(' ', 2) }]
      end
    end

    # A stopped container with the name of its generation is kept; with its own it should run.
    def condition(found)
      return found.status if found.active?
      found.name == "#{found.service}#{found.index}" ? "#{found.status} (#{found.exit_code})" : 'kept'
    end

    def age(found)
      words(@now - Time.parse(found.created))
    rescue ArgumentError, TypeError
      '?'
    end

    # '3 d'
    def words(seconds)
      unit, size = UNITS.find { |_, limit| seconds >= limit } || UNITS.last
      "#{[seconds / size, 0].max.floor} #{unit}"
    end

    def story(app)
      state = State.load(app)
      head = ['', "#{app}: #{state.current ? "generation #{state.current}" : 'nothing serves'}"]
      head << "#{app}: a run was cut short, the next one finishes or undoes it" if Recovery.apps.include?(app)
      head + state.history.last(LAST).reverse.map { |entry| "  #{past(entry)}" }
    end

    def past(entry)
      move = [entry['from'], entry['to'] || entry['generation']].compact.uniq.join(' -> ')
      words = [entry['at'], entry['kind'] || 'deploy', move, entry['result']]
      words << "#{entry['seconds']} s" if entry['seconds']
      words << "by #{entry['who']}" if entry['who']
      words << "#{entry['step']}: #{entry['reason'].to_s.lines.first.to_s.strip}" if entry['step']
      words.join('  ')
    end

    def table(rows)
      widths = rows.transpose.map { |cells| cells.map(&:length).max }
      rows.map { |row| row.each_with_index.map { |cell, at| cell.ljust(widths[at]) }.join('  ').rstrip }
    end
  end
end
