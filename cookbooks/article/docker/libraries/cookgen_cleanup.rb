require 'json'
require_relative 'cookgen_errors'

module Cookgen
  # Frees what images of ours take that nobody needs: no container, running or kept, no cron, no stack. An image of others is
  # never touched; one that has no name at all is nobody's.
  class Cleanup
    # An image as Docker has it: `names` are tags and digests.
    Image = Struct.new(:id, :names, :bytes)

    # Options :who, :lock_timeout.
    def initialize(stack, tools, options = {})
      @tools = tools
      @docker = tools.docker
      @wanted = stack.apps.flat_map(&:all_containers).map(&:image).uniq
      @repositories = @wanted.map { |reference| Cleanup.repository(reference) }.uniq
      @options = options
    end

    # 'quay.io:5000/org/app' of 'quay.io:5000/org/app:v1' and of 'quay.io:5000/org/app@sha256:...', as Docker writes it.
    def self.repository(reference)
      name = reference.split('@').first.sub(%r{:[^:/]*\z}, '')
      name.sub(%r{\A(index\.)?docker\.io/(library/)?}, '')
    end

    # Yields lines and a Proc. Raises Error.
    def run(&report)
      Turn.new(@tools, @options).take(report) do
        found = waste
        next if found.empty?
        before = free
        yield lines(found), -> { found.each { |image| remove(image) } }
        say(before)
      end
    end

    # The lines that run would yield.
    def forecast
      lines(waste)
    end

    private

    def lines(found)
      found.map { |image| "remove image #{title(image)} (#{megabytes(image.bytes)})" }
    end

    def title(image)
      short = image.id.sub(/\Asha256:(.{12}).*\z/, '\\1')
      image.names.empty? ? "#{short}, which has no name" : "#{short} #{image.names.join(' ')}"
    end

    # What is to go, with those of its names that are ours.
    def waste
      needed = needed_ids
      images.reject { |image| needed.include?(image.id) || wanted?(image) }.map { |image| ours(image) }.compact
    end

    # An image that others have a name for keeps that name.
    def ours(image)
      return image if image.names.empty?
      own = image.names.select { |name| @repositories.include?(Cleanup.repository(name)) }
      Image.new(image.id, own, image.bytes) unless own.empty?
    end

    # What the stack names may have been pulled for the next deploy.
    def wanted?(image)
      image.names.any? { |name| @wanted.map { |one| plain(one) }.include?(plain(name)) }
    end

    def plain(reference)
      reference.sub(%r{\A(index\.)?docker\.io/(library/)?}, '')
    end

    def images
      ids = @docker.call!(['image', 'ls', '--quiet', '--no-trunc']).lines.uniq
      inspect('image', ids).map do |one|
        names = (one['RepoTags'] || []) + (one['RepoDigests'] || [])
        Image.new(one['Id'], names.reject { |name| name.start_with?('<none>') }, one['Size'].to_i)
      end
    end

    # Of all containers on the host, and of all that cron may run, now or after a rollback.
    def needed_ids
      ids = @docker.list.map(&:first)
      containers = @docker.inspect_containers(ids)
      found = containers.map { |inspected| Found.new(inspected) }
      (containers.map { |inspected| inspected['Image'] } + pinned(found)).uniq
    end

    def pinned(found)
      State.apps.flat_map do |app|
        state = State.load(app)
        generations = found.select { |one| one.app == app }.map(&:generation).uniq
        kept = generations.map { |generation| state.images_of(generation) }.compact
        (kept + [state.images]).flat_map(&:values)
      end
    end

    # One that goes while we look is none to remove.
    def inspect(kind, ids)
      return [] if ids.empty?
      out = @docker.call([kind, 'inspect', *ids]).out
      out.strip.empty? ? [] : JSON.parse(out)
    end

    # By name, so that Docker itself refuses what is in use and leaves the names of others alone.
    def remove(image)
      names = image.names.empty? ? [image.id] : still_there(image)
      names.each do |name|
        result = @docker.call(['image', 'rm', name])
        @tools.log.warn("#{name} stays: #{result.problem}") unless result.ok? || result.err =~ Docker::MISSING
      end
    end

    # With its last tag an image loses its digests, and with them itself.
    def still_there(image)
      image.names.sort_by { |name| name.include?('@') ? 1 : 0 }
    end

    def free
      @docker.call(['system', 'df', '--format', '{{.Type}}: {{.Size}}']).lines.find { |line| line.start_with?('Images') }
    end

    def say(before)
      @tools.log.info("#{before} before, now #{free.to_s.sub('Images: ', '')}") if before
    end

    def megabytes(bytes)
      "#{(bytes / 1_000_000.0).round} MB"
    end
  end
end
