module Cookgen
  # Do the names that containers of one app mention lead anywhere, and nowhere in circles?
  class StackReferences
    # `apps`: all apps of the host; links and volumes may reach across apps, env_from and depends_on do not.
    def initialize(app, apps)
      @app = app
      @containers = app.all_containers
      @services = @containers.map(&:service).uniq
      @everything = apps.flat_map(&:all_containers)
      @here = apps.flat_map(&:containers).reject { |container| container.mode == 'cron' }.map(&:name)
      @elsewhere = @everything.map(&:name) - @here
    end

    # Array of 'path: reason'.
    def problems
      found = @containers.flat_map { |container| of_container(container) }
      found.concat(circles(sources, 'env_from')).concat(circles(dependencies, 'depends_on, links or volumes_from'))
      found.uniq
    end

    private

    def of_container(container)
      path = "deploy.#{@app.slug}.containers.#{container.service}"
      [
        *container.links.map(&:first).map { |name| physical("#{path}.links", name) },
        *container.volumes_from.map { |name| physical("#{path}.volumes_from", name) },
        *(container.depends_on - container.optional).map { |name| service("#{path}.depends_on", name) },
        *links_apart(container).map { |name| "#{path}.links: #{name} is in none of its networks" },
        via("#{path}.proxy.via", container.proxy),
        env_from("#{path}.env_from", container.env_from),
      ].compact
    end

    # Targets are wanted only where the container itself runs, but a name that nobody has is wrong everywhere.
    def physical(place, name)
      return if @here.include?(name)
      return "#{place}: #{name} never runs on this host (cron, or another layer)" if @elsewhere.include?(name)
      "#{place}: #{name} is unknown#{", use #{name}0" if @services.include?(name)}"
    end

    def service(place, name)
      "#{place}: #{name} is unknown" unless @services.include?(name) || @containers.any? { |one| one.name == name }
    end

    # Docker makes such links without a word, and nothing answers to them.
    def links_apart(container)
      mine = container.networks.map(&:docker_name)
      container.links.map(&:first).select do |name|
        other = @everything.find { |one| one.name == name }
        theirs = other && other.networks.map(&:docker_name)
        theirs && mine != theirs && (mine & theirs).empty?
      end
    end

    def via(place, proxy)
      return if proxy.nil? || @services.include?(proxy['via']) || @here.include?(proxy['via'])
      "#{place}: #{proxy['via']} is unknown"
    end

    def env_from(place, name)
      "#{place}: #{name} is unknown in this app" unless name.nil? || @app.service?(name)
    end

    def sources
      @containers.each_with_object({}) { |container, graph| graph[container.service] = [container.env_from].compact }
    end

    def dependencies
      @containers.each_with_object({}) do |container, graph|
        graph[container.name] = container.needs.flat_map do |name|
          @services.include?(name) ? @containers.select { |one| one.service == name }.map(&:name) : [name]
        end
      end
    end

    def circles(graph, what)
      found = graph.keys.map { |start| circle(graph, [start]) }.compact
      found.uniq(&:sort).map do |names|
        "deploy.#{@app.slug}.containers: #{what} go in a circle: #{(names + names.first(1)).join(' -> ')}"
      end
    end

    # The names of a circle through the first of `trail`, or nil.
    def circle(graph, trail)
      graph.fetch(trail.last, []).each do |name|
        return trail if name == trail.first
        found = trail.include?(name) ? nil : circle(graph, trail + [name])
        return found if found
      end
      nil
    end
  end
end
