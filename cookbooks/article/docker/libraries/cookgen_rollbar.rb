require_relative 'cookgen_errors'

module Cookgen
  # One deploy as Rollbar knows it: reported when it starts, and once more by its id when it has ended.
  class Rollbar
    URL = 'https://api.rollbar.com'.freeze
    # Rollbar's own limit.
    REVISION = 40

    # One per token, environment and revision of an app's containers; a blank token means nothing. `images`: service => image id.
    def self.all(containers, images, docker, url = nil)
      found = containers.uniq(&:service).map do |container|
        said = container.notifications['rollbar'] || {}
        token = Value.text(said['access_token'])
        next if Value.blank?(token)
        variables = image_variables(docker, images[container.service]).merge(container.environment)
        environment = present(variables[said['env_var'].to_s]) || 'production'
        revision = present(variables[said['rev_var'].to_s]) || container.image.split(/[:@]/).last
        new(token, environment, revision, url)
      end
      found.compact.uniq(&:identity)
    end

    # What the image itself sets.
    def self.image_variables(docker, id)
      return {} if id.nil?
      result = docker.call(['image', 'inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', id])
      result.ok? ? Hash[result.lines.map { |line| line.split('=', 2) }.select { |pair| pair.length == 2 }] : {}
    end

    def self.present(value)
      Value.blank?(value) ? nil : value
    end

    private_class_method :image_variables, :present

    def initialize(token, environment, revision, url = nil)
      @token = token
      @environment = environment
      @revision = revision
      @url = "#{(url || URL).chomp('/')}/api/1/deploy"
    end

    def identity
      [@token, @environment, @revision]
    end

    def name
      'Rollbar'
    end

    # `event`: see Notifier.
    def started(event)
      @id = (report(event, 'started')['data'] || {})['deploy_id']
    end

    # Reports as new what Rollbar did not hear of when it started.
    def ended(event)
      return report(event, event['status']) if @id.nil?
      Post.json("#{@url}/#{@id}", { 'status' => event['status'], 'comment' => event['text'] }, headers, 'PATCH')
    end

    def inspect
      "#<#{self.class}>"
    end

    private

    def report(event, status)
      fields = { 'environment' => @environment, 'revision' => @revision[0, REVISION], 'status' => status }
      Post.json(@url, fields.merge('local_username' => event['who'].to_s, 'comment' => event['text']), headers)
    end

    def headers
      { 'X-Rollbar-Access-Token' => @token }
    end
  end
end
