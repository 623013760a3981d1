worker_processes 2
preload_app true
timeout 60

# The listeners are opened once the app is loaded: until then nobody can connect.
after_fork do |_server, _worker|
  Database.forget
end
