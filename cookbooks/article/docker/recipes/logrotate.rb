# For containers whose logs Docker does not limit itself.
runtime = Cookgen.runtime(node)
rotation = Cookgen::Logrotate.new(runtime.install.fetch('log_opts', Cookgen::App::LOG_OPTS), runtime.forwarder)

template '/etc/logrotate.d/docker-containers' do
  source 'docker-containers.erb'
  owner 'root'
  mode '0644'
  variables('size' => rotation.size, 'forwarder' => rotation.forwarder)
end
