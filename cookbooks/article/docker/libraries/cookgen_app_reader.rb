module Cookgen
  # What the merge left under deploy.<app>, checked place by place. What is wrong is reported and left out, so that whoever
  # reads on meets only sound values.
  class AppReader
    NAME = /\A[a-z0-9][a-z0-9_-]*\z/.freeze
    # 'x-g' would make 'x-g3', which is what generation 3 of 'x' could be called.
    GENERATION_LIKE = /-g\d*\z/.freeze

    NAMING = 'should be named in lower case letters, digits, - and _, with no -g and number at the end'.freeze

    attr_reader :problems, :services, :volumes

    # `others`: slugs under which containers stand.
    def initialize(slug, entry, others = [])
      @path = "deploy.#{slug}"
      @others = others - [slug]
      @problems = []
      @problems << "#{@path}: the app's name should have a letter or digit" unless slug =~ /[a-z0-9]/
      @services = read_services(entry)
      @volumes = read_volumes(entry['data_volumes'] || {})
    end

    private

    def read_services(entry)
      unless entry.key?('containers')
        add('', "has no containers; keys present: #{listed(entry.keys)}; apps with containers: #{listed(@others)}")
        return {}
      end
      named(entry['containers'], 'containers').each_with_object({}) do |(name, fields), all|
        path = "containers.#{name}"
        add(path, NAMING) unless name?(name)
        fields.is_a?(Hash) ? all[name] = sound(path, fields) : add(path, 'should be an object')
      end
    end

    def sound(path, fields)
      found = ContainerFields.problems(fields)
      found.each { |place, reason| add("#{path}.#{place}", reason) }
      add("#{path}.image", 'is missing') unless fields.key?('image')
      bad = found.map { |place, _| place[/\A[^.\[]+/] }
      fields.reject { |field, _| bad.include?(field) }
    end

    def read_volumes(given)
      named(given, 'data_volumes').each_with_object({}) do |(name, value), all|
        paths = value.is_a?(Hash) ? value['volumes'] : value
        place = "data_volumes.#{name}"
        add(place, 'should be named in letters, digits, ., - and _') unless name =~ /\A[A-Za-z0-9][A-Za-z0-9_.-]*\z/
        next all[name] = paths if paths.is_a?(Array) && paths.all? { |path| path.is_a?(String) && path =~ %r{\A/[^:\0\n]+\z} }
        add(place, 'should be a list of absolute paths, or {"volumes": [paths]}')
      end
    end

    def named(value, key)
      return value if value.is_a?(Hash)
      return wrong(key, 'should be a list of objects {name: {...}} or one object') unless value.is_a?(Array)
      value.each_with_index { |item, at| add("#{key}[#{at}]", 'should be an object {name: {...}}') unless item.is_a?(Hash) }
      value.select { |item| item.is_a?(Hash) }.reduce({}) { |all, item| all.merge(item) }
    end

    def wrong(place, reason)
      add(place, reason)
      {}
    end

    def listed(names)
      names.empty? ? 'none' : names.sort.join(', ')
    end

    def name?(name)
      name =~ NAME && name !~ GENERATION_LIKE
    end

    def add(place, reason)
      @problems << "#{[@path, place].reject(&:empty?).join('.')}: #{reason}"
    end
  end
end
