# The command of docker.exec, each time that this recipe runs.
cookgen_exec 'docker.exec'
