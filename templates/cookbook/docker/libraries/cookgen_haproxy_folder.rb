require 'fileutils'
require_relative 'cookgen_json_file'

module Cookgen
  # What a proxy that cookgen configures has on the host: <root>/<app>/haproxy/<name>. `etc` is its configuration, `run`
  # its sockets; both are mounted as folders, so that files in them can be replaced. `proxy.json` remembers what the
  # configuration was made from, without the stack.
  class HaproxyFolder
    attr_reader :path

    def self.of(app, name)
      new(File.join(Cookgen.root, app, 'haproxy', name))
    end

    # Removes the folders of an app that none of these containers (Array of Found) mounts.
    def self.sweep(app, containers)
      used = containers.map(&:haproxy_folder).compact
      (Dir.glob(File.join(Cookgen.root, app, 'haproxy', '*')) - used).each { |path| FileUtils.rm_rf(path) }
    end

    def initialize(path)
      @path = path
      @memory = JsonFile.new(File.join(path, 'proxy.json'))
    end

    def socket
      File.join(path, 'run', HaproxyConfig::MASTER)
    end

    # What is in force: HaproxyConfig, nil where nobody wrote one.
    def config
      read = @memory.read
      read && HaproxyConfig.new(read['config'])
    end

    # name of a slot => 'address:port'
    def slots
      (@memory.read || {})['slots'] || {}
    end

    # Makes the folders; the image's user, whoever that is, makes sockets in one of them. Nobody else gets that far.
    def prepare
      FileUtils.mkdir_p(path, :mode => 0700)
      { 'etc' => 0755, 'run' => 01777 }.each do |name, mode|
        FileUtils.mkdir_p(File.join(path, name))
        File.chmod(mode, File.join(path, name))
      end
    end

    # Both files say the same.
    def write(config, slots)
      used = config.members.flat_map { |member| HaproxyConfig.slots(member['name']) }
      slots = slots.select { |slot, _| used.include?(slot) }
      put('haproxy.cfg', config.text(slots))
      remember(config, slots)
    end

    def remember(config, slots)
      @memory.write('config' => config.to_h, 'slots' => slots)
    end

    # A draft to be looked at by HAProxy; answers its name in the container. `adopt` makes it the configuration.
    def draft(config, slots)
      put('draft.cfg', config.text(slots))
      "#{HaproxyConfig::CONFIG}/draft.cfg"
    end

    def adopt
      File.rename(File.join(path, 'etc', 'draft.cfg'), File.join(path, 'etc', 'haproxy.cfg'))
    end

    private

    def put(name, text)
      place = File.join(path, 'etc', name)
      File.open("#{place}.tmp", File::WRONLY | File::CREAT | File::TRUNC, 0644) do |file|
        file.write(text)
        file.fsync
      end
      File.rename("#{place}.tmp", place)
    end
  end
end
