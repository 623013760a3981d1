package 'logrotate'

# It is run by a timer where systemd has one, else by cron's daily folder.
service 'logrotate.timer' do
  provider Chef::Provider::Service::Systemd
  action [:enable, :start]
  only_if do
    File.directory?('/run/systemd/system') &&
      %w(/lib /usr/lib /etc).any? { |folder| File.exist?("#{folder}/systemd/system/logrotate.timer") }
  end
end

file '/etc/cron.daily/logrotate' do
  mode '0755'
  only_if { File.exist?('/etc/cron.daily/logrotate') }
end
