module Cookgen
  # A throw-away container (a migration) run to its end. `docker run` of the engines we know takes one network only; where
  # there are more, the container is made, joined to them, then started.
  module Task
    module_function

    # `argv`: ['run', '--rm', ...] of the container. Answers Docker::Result. Options as Docker#call.
    def run(docker, container, argv, opts = {})
      return docker.run_once(argv, opts) if container.networks.length < 2
      id = docker.create(['create'] + argv.drop(1), container.name, opts.fetch(:env, {}))
      begin
        container.task_connect_argvs(id).each { |words| docker.call!(words) }
        docker.call(['start', '--attach', id], opts.reject { |key, _| key == :env })
      rescue CommandFailed
        docker.remove([id])
        raise
      end
    rescue CommandFailed => e
      e.result
    end
  end
end
