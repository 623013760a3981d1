require 'digest'
require 'json'

module Cookgen
  # One instance of a service: instance 0 of `app` is `app0`. Settings in, argv arrays and values out; it runs nothing.
  class Container
    MODES = %w(auto manual cron).freeze
    # Stands for the generation where the answer must not depend on it.
    ANY_GENERATION = '%{instance}'.freeze

    attr_reader :app, :service, :index

    # `fields`: plain Hash that has passed validation; `home`: the App, which knows the neighbours and the host.
    def initialize(home, service, index, fields)
      @home = home
      @app = home.slug
      @service = service
      @index = index
      @fields = fields
    end

    def name
      "#{service}#{index}"
    end

    # Docker's name of this container in that generation: 'app0-g3'.
    def physical_name(generation)
      "#{name}-g#{generation}"
    end

    # 'auto', 'manual' or 'cron'.
    def mode
      @fields.fetch('deploy', 'auto')
    end

    # 'repo:tag' or 'repo@sha256:...'
    def image
      repository = @fields['image']
      return repository if repository.include?('@')
      "#{repository}:#{@fields.fetch('tag', 'latest')}"
    end

    # Variables as the process will see them, name => text.
    def environment(generation = nil)
      environment_at(instance(generation))
    end

    # nil or {'argv' => words, 'timeout' => seconds or nil}
    def migration
      given = @fields['migration']
      return if Value.blank?(given)
      given = { 'command' => given } unless given.is_a?(Hash)
      argv = Value.words(given['command']).map { |word| fill(word, name) }
      { 'argv' => argv, 'timeout' => Value.seconds(given['timeout']) } unless argv.empty?
    end

    # How to tell that it serves; see Readiness.
    def readiness(generation = nil)
      Readiness.new(self, @fields, instance(generation)).to_h
    end

    # Service or physical names that must be ready before this one starts.
    def needs
      (depends_on + links.map(&:first) + volumes_from).uniq
    end

    # Service names said to be ready earlier.
    def depends_on
      given = @fields['depends_on']
      given.is_a?(Hash) ? given.keys : list('depends_on')
    end

    # Those of them that the stack may lack.
    def optional
      given = @fields['depends_on']
      given.is_a?(Hash) ? given.select { |_, said| Value.boolean(said['required']) == false }.keys : []
    end

    # The service whose variables are the base, or nil.
    def env_from
      @fields['env_from'] && @fields['env_from'].to_s
    end

    # Schedule of a cron container: field => value.
    def cron
      @fields['cron'] || {}
    end

    # Names of all holes in its texts.
    def holes
      Interpolation.holes(@fields).uniq
    end

    # What the runtime gives it: 'environment' and 'database', as far as it takes them.
    def given
      all = { 'environment' => base_environment }
      wants_database? ? all.merge('database' => @home.database || {}) : all
    end

    def database_missing?
      wants_database? && @home.database.nil?
    end

    # Seconds from the stop signal to the kill.
    def stop_grace
      seconds('stop_grace_period', 10)
    end

    # Seconds the old generation may take to become quiet.
    def drain_timeout
      seconds('drain_timeout', 30)
    end

    # Seconds the app is said to need, or nil.
    def startup_time
      seconds('startup_time', nil)
    end

    # How many stopped generations stay for a rollback.
    def retain
      Value.count(@fields['retain']) || 2
    end

    def restart
      Value.text(@fields.fetch('restart', 'unless-stopped'))
    end

    # OpsWorks layers whose hosts run it.
    def layers
      @fields.key?('layers') ? list('layers') : %w(docker)
    end

    # 16 hex digits that change exactly when a running container no longer is what the stack asks for.
    def fingerprint(image_id)
      variables = environment_at(ANY_GENERATION).sort
      definition = [image_id, flags(ANY_GENERATION), connect_argvs(''), words(ANY_GENERATION), variables]
      Digest::SHA256.hexdigest(JSON.generate(definition))[0, 16]
    end

    def labels(generation, image_id)
      {
        'cookgen.app' => app,
        'cookgen.container' => service,
        'cookgen.index' => index.to_s,
        'cookgen.generation' => generation.to_s,
        'cookgen.spec' => fingerprint(image_id),
        'cookgen.image' => image_id,
      }
    end

    # As all that holds settings: a message of Ruby's own must not show them.
    def inspect
      "#<#{self.class} #{name}>"
    end

    private

    # What %{instance} is in that generation; without one, the stable name.
    def instance(generation)
      generation.nil? ? name : physical_name(generation)
    end

    def environment_at(instance)
      own = @home.own_environment(service) { |text| fill_own(text, instance) }
      base_environment.merge(own).merge(wants_database? ? database_environment : {})
    end

    # Runtime's own variables for what the app's releases run, not for proxies and stores.
    def base_environment
      mode == 'manual' ? {} : @home.base_environment
    end

    def wants_database?
      Value.boolean(@fields['database']) == true
    end

    # Verbatim: a password may hold anything, %{...} included.
    def database_environment
      database = @home.database || {}
      %w(adapter database host password port reconnect username).each_with_object({}) do |key, all|
        all["DB_#{key.upcase}"] = database[key].to_s
      end
    end

    def fill(text, instance)
      Interpolation.fill(text, @home.facts.merge('app_name' => name, 'instance' => instance))
    end

    def list(field)
      Array(@fields[field]).map(&:to_s)
    end

    def seconds(field, default)
      Value.seconds(@fields[field]) || default
    end
  end
end
