require_relative 'cookgen_errors'

module Cookgen
  # What Docker has of some apps at one moment: asked by label, in two commands.
  class World
    # Array of Found.
    attr_reader :containers

    # `apps`: slugs. Everything else on the host is only asked for its name.
    def self.observe(docker, apps)
      listed = docker.list
      own, others = listed.partition { |_, app, _| apps.include?(app) }
      found = docker.inspect_containers(own.map(&:first)).map { |inspected| Found.new(inspected) }
      new(found, Hash[others.flat_map { |_, app, names| names.split(',').map { |name| [name, app] } }])
    end

    # `others`: name => app ('' where it is none of ours) of the containers that are not to be touched.
    def initialize(containers, others = {})
      @containers = containers
      @others = others
    end

    # The container that does the work of a wanted one now, nil where there is none: the one that has its name,
    # else the newest that runs.
    def current(wanted)
      generations = of(wanted)
      generations.find { |found| found.name == wanted.name } || generations.reverse.find(&:active?)
    end

    # All generations of a wanted container, oldest first.
    def of(wanted)
      instance = [wanted.app, wanted.service, wanted.index]
      containers.select { |found| found.instance == instance }.sort_by(&:generation)
    end

    # Who has this name, in words, nil where nobody else has.
    def taken(name)
      app = @others[name]
      return if app.nil?
      app.empty? ? 'a container that cookgen did not make' : "the app #{app}"
    end

    # The highest generation of an app, 0 where there is none.
    def generation(app)
      containers.select { |found| found.app == app }.map(&:generation).max || 0
    end
  end
end
