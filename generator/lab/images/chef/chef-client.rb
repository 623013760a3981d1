# chef-client on the library's entry point. The lab's hosts take the gem `chef` (Apache-2.0) alone:
# the executables of `chef-bin` are under another licence.
require 'rubygems'
require 'chef'
require 'chef/application/client'

Chef::Application::Client.new.run
