module Cookgen
  # What a stack only names, {"$secret": "NAME"}, found on the instance: in node['cookgen']['secrets'], else in a file of root's,
  # else in the data bag cookgen_secrets. What is found is handed on as it is: it is no template, and it is never printed.
  class Secrets
    KEY = '$secret'.freeze
    NAME = /\A[A-Za-z0-9_][A-Za-z0-9_.-]*\z/.freeze
    FOLDER = '/etc/cookgen/secrets'.freeze
    NO_BAG = ->(_name) {}

    def self.name?(value)
      value.is_a?(String) && !(value =~ NAME).nil?
    end

    def self.reference?(value)
      value.is_a?(Hash) && value.keys == [KEY] && name?(value[KEY])
    end

    # [[place, name], ...] of all references in a nested value: '.env.TOKEN', '.list[0]'.
    def self.places(value, place = '')
      return [[place, value[KEY]]] if reference?(value)
      case value
      when Hash then value.flat_map { |key, item| places(item, "#{place}.#{key}") }
      when Array then value.each_with_index.flat_map { |item, at| places(item, "#{place}[#{at}]") }
      else []
      end
    end

    # `own`: name => value. `bag`: call(name) -> the data bag's item as a Hash, nil where there is none; raises Error where it
    # cannot be read.
    def initialize(own, bag = nil, folder = FOLDER)
      @own = own.is_a?(Hash) ? own : {}
      @bag = bag || NO_BAG
      @folder = folder
      @found = {}
    end

    # Byte for byte, for a file in a container; nil where there is a problem.
    def bytes(name)
      found(name).first
    end

    # As one value: without the line break that editors and `echo` leave at a file's end. nil where there is a problem.
    def text(name)
      return if problem(name)
      bytes(name).dup.force_encoding('UTF-8').sub(/\r?\n\z/, '')
    end

    # Why it cannot be a value, nil where it can.
    def problem(name)
      return bytes_problem(name) if bytes_problem(name)
      text = bytes(name).dup.force_encoding('UTF-8')
      "secret #{name} is no text" if !text.valid_encoding? || text.include?("\0")
    end

    # Why it cannot be had at all, nil where it can.
    def bytes_problem(name)
      found(name).last
    end

    # The same nested value with texts for references; those with a problem stay.
    def reveal(value)
      return text(value[KEY]) || value if self.class.reference?(value)
      case value
      when Hash then value.each_with_object({}) { |(key, item), all| all[key] = reveal(item) }
      when Array then value.map { |item| reveal(item) }
      else value
      end
    end

    def inspect
      "#<#{self.class}>"
    end

    private

    # [bytes, nil] or [nil, problem]
    def found(name)
      @found[name] ||= look(name)
    rescue Error, SystemCallError => e
      @found[name] = [nil, "no secret #{name}: #{e.message}"]
    end

    def look(name)
      value = own(name) || file(name) || item(name)
      return [nil, "no secret #{name}"] if value.nil?
      value.empty? ? [nil, "secret #{name} is empty"] : [value, nil]
    end

    def own(name)
      return unless @own.key?(name)
      Value.text(@own[name]) || raise(Error, 'cookgen.secrets has something else than text under this name')
    end

    # Whoever else may read or write the file knows the secret, or decides what it is.
    def file(name)
      path = File.join(@folder, name)
      return unless File.exist?(path)
      raise Error, "#{path} is no file" unless File.file?(path)
      File.open(path, 'rb') do |opened|
        stat = opened.stat
        raise Error, "#{path} should belong to root" unless [0, Process.euid].include?(stat.uid)
        raise Error, format('%s has mode %04o, should be 0600', path, stat.mode & 07777) unless (stat.mode & 0077).zero?
        opened.read
      end
    end

    def item(name)
      found = @bag.call(name)
      return if found.nil?
      Value.text(found['value']) || raise(Error, 'its item in the data bag cookgen_secrets has no text under `value`')
    end
  end
end
