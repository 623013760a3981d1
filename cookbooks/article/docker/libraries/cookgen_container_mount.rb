module Cookgen
  # One entry of `volumes`: "host:container[:mode]", or compose's long form.
  module ContainerMount
    module_function

    # [source or nil, target, mode or nil]; nil where it cannot be read.
    def parse(entry)
      return long(entry) if entry.is_a?(Hash)
      return unless entry.is_a?(String) && !entry.include?("\0")
      parts = entry.split(':', -1)
      mount = parts.length == 1 ? [nil, parts.first, nil] : parts.values_at(0, 1, 2)
      mount if parts.length <= 3 && sound?(*mount)
    end

    def long(entry)
      return unless (entry.keys - %w(type source target read_only)).empty?
      type = entry['source'].to_s.start_with?('/') ? 'bind' : 'volume'
      return unless entry.fetch('type', type) == type
      mount = [entry['source'], entry['target'], Value.boolean(entry['read_only']) ? 'ro' : nil]
      mount if sound?(*mount)
    end

    # A source is an absolute path or a volume's name: anything else Docker would read in its own way.
    def sound?(source, target, mode)
      return false unless target.is_a?(String) && target.start_with?('/') && !target.include?(':')
      return false unless source.nil? || source.gsub(Interpolation::HOLE, 'x') =~ %r{\A(/[^:]*|[A-Za-z0-9][A-Za-z0-9_.-]*)\z}
      return false if source.nil? && mode
      mode.nil? || mode =~ /\A[a-zA-Z]+(,[a-zA-Z]+)*\z/ ? true : false
    end
  end
end
