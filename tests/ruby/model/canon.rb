require 'json'
require_relative 'world'

module Model
  # A number per world that differs in nothing that any later run could notice: generations and ids count by their order only, and
  # what history says is left out unless somebody goes by it.
  module Canon
    ROOT = '/var/lib/cookgen'.freeze
    # What only its order matters of: generations after their words, ids.
    RANKED = /(-g\d+|"(?:generation|to|from)(?:": |"=>")\d+|\bc\d{7}\b)/.freeze
    # Texts taken apart that are remembered.
    MOST = 50_000

    @parts = {}

    module_function

    # `history`: does anybody go by it?
    def key(world, history)
      parts = (boxes(world) + files(world, history) << rest(world)).flat_map { |text| parts(text) }
      ranks = ranks(parts)
      parts.map { |part| part.is_a?(Array) ? [part[0], ranks[part]] : part }.hash
    end

    # Hashes of what is said, and [:generation or :id, number].
    def parts(text)
      @parts.clear if @parts.length > MOST
      @parts[text] ||= text.split(RANKED).map { |part| part =~ /\A#{RANKED}\z/ ? number(part) : part.hash }
    end

    def number(text)
      text.start_with?('c') ? [:id, text[1..-1].to_i] : [:generation, text[/\d+\z/].to_i]
    end

    def ranks(parts)
      counted = parts.grep(Array).uniq.sort_by { |kind, number| [kind.to_s, number] }
      counted.group_by(&:first).values.flat_map { |same| same.each_with_index.to_a }.to_h
    end

    def boxes(world)
      world.boxes.flat_map do |box|
        own = [box.id, box.name, box.status, box.restarts, box.policy, box.manual, box.boot, box.busy, box.exit]
        [own.join(' '), box.said]
      end
    end

    def files(world, history)
      entries = world.disk.entries.reject { |path, entry| path == "#{ROOT}/lock" || entry.first == :dir }
      entries.sort.flat_map do |path, entry|
        text = entry[1]
        text = history ? done(text) : text.sub(/"history": .*\z/m, '') if path.end_with?('state.json')
        [path.gsub(/\d+(?=\.tmp\z)|env-\w+/, ''), "#{entry.first} #{text}"]
      end
    end

    # What a rollback goes by.
    def done(text)
      return text if text.empty?
      entries = JSON.parse(text)['history'].select { |entry| %w(ok settled).include?(entry['result']) }
      text.sub(/"history": .*\z/m, '') + JSON.pretty_generate(entries.map do |entry|
                                                                entry.reject do |name, _|
                                                                  name == 'seconds'
                                                                end
                                                              end)
    rescue JSON::ParserError
      text
    end

    def rest(world)
      [world.images, world.migrated, world.served.sort].inspect
    end
  end
end
