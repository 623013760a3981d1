name 'logrotate'
description 'Installs logrotate and sees to it that it runs'
version '1.0.0'
chef_version '>= 11.10' if respond_to?(:chef_version)
