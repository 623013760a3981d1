module Cookgen
  # What is wrong outside the apps: registries, docker.install, the app variables of the runtime.
  module StackSettings
    module_function

    # Array of 'path: reason'.
    def problems(runtime)
      registries(runtime) + install(runtime)
    end

    def registries(runtime)
      runtime.registries.flat_map do |host, login|
        path = "docker.registries.#{host}"
        found = Registry.host?(host) ? [] : ["#{path}: should be a host, without scheme and path"]
        next found << "#{path}: should be an object" unless login.is_a?(Hash)
        found + login_problems(login, runtime.secrets).map { |place, reason| "#{path}#{place}: #{reason}" }
      end
    end

    def login_problems(login, secrets)
      found = FieldCheck.keys(login, %w(username password credential_helper)) do |key, item|
        next FieldCheck.helper(item) if key == 'credential_helper'
        next [['', secrets.problem(item[Secrets::KEY])]] if Secrets.reference?(item)
        text = Value.text(item)
        FieldCheck.bad(text.nil? || text =~ /[\r\n]/, 'should be one line of text')
      end
      both = login.key?('credential_helper') && %w(username password).any? { |key| !Value.blank?(login[key]) }
      found + FieldCheck.bad(both, 'should have username and password, or credential_helper')
    end

    def install(runtime)
      options = runtime.install['log_opts']
      return [] if options.nil?
      FieldCheck.object(options) { |_, item| FieldCheck.text(item) }.map do |place, reason|
        "docker.install.log_opts#{place}: #{reason}"
      end
    end
  end
end
