require 'json'
require 'open3'
require_relative 'cookgen_errors'

module Cookgen
  # aws-tag.tags: tags of the instance that this is, set with the `aws` command where they are not so already.
  class InstanceTags
    TIMEOUTS = %w(--cli-connect-timeout 5 --cli-read-timeout 20 --output json).freeze

    # `given`: name => text. Options :service (answers `identity`), :program. Raises Error where the tags are none.
    def initialize(tools, given, options = {})
      @log = tools.log
      @service = options[:service] || MetadataService.new
      @program = options.fetch(:program, 'aws')
      raise Error, 'aws-tag.tags: should be an object of texts' unless given.nil? || given.is_a?(Hash)
      @wanted = (given || {}).each_with_object({}) do |(name, value), all|
        all[name] = Value.text(value) || raise(Error, "aws-tag.tags.#{name}: should be a text")
      end
    end

    # Yields lines and a Proc. Raises Error where AWS refuses.
    def run
      return @log.info('aws-tag.tags names no tags: nothing to do') if @wanted.empty?
      return @log.warn('no tags are set: the `aws` command is not on this host') unless there?
      return @log.warn('no tags are set: this is no EC2 instance, or its metadata service does not answer') if identity.nil?
      due = @wanted.reject { |name, value| current[name] == value }
      yield lines(due), -> { create(due) } unless due.empty?
    end

    # The lines that run would yield, as far as they can be known without asking AWS.
    def forecast
      @wanted.empty? || !there? ? [] : lines(@wanted)
    end

    private

    def lines(tags)
      tags.map { |name, value| "tag this instance: #{name} = #{value}" }
    end

    def there?
      aws('--version').last.success?
    rescue Errno::ENOENT
      false
    end

    def identity
      @identity ||= @service.identity
    end

    # What AWS says; nothing where we may not ask.
    def current
      @current ||= begin
        filter = "Name=resource-id,Values=#{identity['instance']}"
        out, _, status = aws('ec2', 'describe-tags', *region, '--filters', filter)
        status.success? ? Hash[JSON.parse(out)['Tags'].map { |tag| [tag['Key'], tag['Value']] }] : {}
      end
    rescue JSON::ParserError
      @current = {}
    end

    # As JSON: the short form of --tags has no quotes for commas.
    def create(tags)
      words = JSON.generate(tags.map { |name, value| { 'Key' => name, 'Value' => value } })
      _, err, status = aws('ec2', 'create-tags', *region, '--resources', identity['instance'], '--tags', words)
      raise Error, "aws ec2 create-tags: #{err.strip.split("\n").last}" unless status.success?
    end

    def region
      ['--region', identity['region'], *TIMEOUTS]
    end

    def aws(*words)
      Open3.capture3(@program, *words, :stdin_data => '')
    end
  end
end
