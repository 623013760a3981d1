module Cookgen
  # One entry per app out of node['deploy']: baked attributes, the service's own keys and custom JSON in whatever
  # spelling it came. Lists of containers and data volumes replace, objects merge by name.
  class Merge
    NAMED = %w(containers data_volumes).freeze

    attr_reader :entries, :problems

    # `raw`: plain Hash of node['deploy'].
    def initialize(raw)
      @problems = []
      @entries = {}
      spellings = raw.keys.group_by { |name| Slug.of(name) }
      spellings.each { |slug, names| @entries[slug] = merge(slug, names, raw) }
    end

    # Deep merge of plain hashes; everything that is not a hash on both sides is replaced.
    def self.deep(base, over)
      base.merge(over) do |_key, old, new|
        old.is_a?(Hash) && new.is_a?(Hash) ? deep(old, new) : new
      end
    end

    # [[{name => value}, ...] or {name => value}] -> {name => value}, or nil where it is neither.
    # A name that comes twice keeps its first place and its last value: saved nodes unite old and new lists.
    def self.by_name(value)
      return value if value.is_a?(Hash)
      return unless value.is_a?(Array) && value.all? { |item| item.is_a?(Hash) }
      value.reduce({}) { |all, item| all.merge(item) }
    end

    private

    def merge(slug, names, raw)
      foreign = names - [slug]
      foreign.drop(1).each do |name|
        @problems << "deploy.#{name}: is the same app as #{foreign.first.inspect} (short name #{slug}); use #{slug}"
      end
      ordered = (names & [slug]) + foreign
      ordered.map { |name| [name, raw[name]] }.reduce({}) { |entry, (name, over)| overlay(entry, over, name) }
    end

    def overlay(entry, over, name)
      unless over.is_a?(Hash)
        @problems << "deploy.#{name}: should be an object"
        return entry
      end
      NAMED.reduce(self.class.deep(plain_part(entry), plain_part(over))) do |merged, key|
        chosen = named(entry[key], over[key])
        chosen.nil? ? merged : merged.merge(key => chosen)
      end
    end

    def plain_part(entry)
      entry.reject { |key, _| NAMED.include?(key) }
    end

    # What is neither list nor object is kept as it is: validation names it.
    def named(old, new)
      return old if new.nil?
      return self.class.by_name(new) || new unless new.is_a?(Hash) && old.is_a?(Hash)
      self.class.deep(old, new)
    end
  end
end
