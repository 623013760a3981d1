module Cookgen
  # Directories that containers of an app share by name: one named Docker volume per path.
  class DataVolume
    attr_reader :app, :name, :paths

    # `app`: slug; `paths`: absolute paths in the containers.
    def initialize(app, name, paths)
      @app = app
      @name = name
      @paths = paths
    end

    # [[volume name, path], ...]
    def mounts
      paths.map { |path| [volume_name(path), path] }
    end

    # ['volume', 'create', ...] per path. Docker answers with the volume that is there, if one is.
    def create_argvs
      mounts.map do |volume, path|
        labels = { 'cookgen.app' => app, 'cookgen.volume' => name, 'cookgen.path' => path }
        ['volume', 'create', *labels.flat_map { |key, value| ['--label', "#{key}=#{value}"] }, volume]
      end
    end

    private

    # What Docker forbids in a volume's name becomes `_`; two paths with one name are a problem of the stack.
    def volume_name(path)
      tail = path.gsub(%r{\A/+|/+\z}, '').gsub(%r{/+}, '-').gsub(/[^A-Za-z0-9_.-]/, '_')
      "#{app}_#{name}_#{tail}"
    end
  end
end
