# Docker, unless it is there. Attributes: docker.install.version pins, .package and .service name what the host calls it.
platform = Cookgen.platform(node)
engine = Cookgen::PlatformEngine.new(Cookgen::Docker.new)
# asked while the resources converge: this run may be the one that installs it
missing = -> { !engine.there? || !platform.pin?(engine.version) }
no_cron = -> { !engine.executable?('cron') && !engine.executable?('crond') }
systemd = File.directory?('/run/systemd/system')

directory Cookgen.root do
  owner 'root'
  mode '0700'
end

execute 'apt-get update' do
  only_if { platform.lists? && (missing.call || (Cookgen.cron?(node) && no_cron.call)) }
end

if platform.extras
  execute platform.extras do
    only_if { missing.call }
  end
end

package platform.package do
  version(lazy { Cookgen::PlatformPackage.new(platform).version }) if platform.pinned
  only_if { missing.call }
end

service platform.service do
  provider Chef::Provider::Service::Systemd if systemd
  action [:enable, :start]
end

cookgen_engine 'docker'

if Cookgen.cron?(node)
  package platform.cron_package do
    only_if { no_cron.call }
  end

  service platform.cron_service do
    provider Chef::Provider::Service::Systemd if systemd
    action [:enable, :start]
  end
end
