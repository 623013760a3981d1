# For containers whose logs Docker does not limit itself.
settings = Cookgen.settings(node)
rotation = Cookgen::Logrotate.new(settings.log_opts, settings.forwarder)

template '/etc/logrotate.d/docker-containers' do
  source 'docker-containers.erb'
  owner 'root'
  mode '0644'
  variables('size' => rotation.size, 'forwarder' => rotation.forwarder)
end
