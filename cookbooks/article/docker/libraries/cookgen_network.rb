module Cookgen
  # A network of an app, as one container is in it. Its name in Docker is the app's own: two apps may both have a `backend`.
  class Network
    attr_reader :app, :name, :aliases

    # `aliases`: names under which the others of the network find the container.
    def initialize(app, name, aliases)
      @app = app
      @name = name
      @aliases = aliases
    end

    def docker_name
      "#{app}_#{name}"
    end

    def create_argv
      ['network', 'create', '--label', "cookgen.app=#{app}", '--label', "cookgen.network=#{name}", docker_name]
    end

    # Docker takes one network when a container is created; the others are joined before it starts.
    def connect_argv(id)
      ['network', 'connect', *aliases.flat_map { |other| ['--alias', other] }, docker_name, id]
    end
  end
end
