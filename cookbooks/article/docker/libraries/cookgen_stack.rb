module Cookgen
  # Everything this host is to run. It can only be had whole: whatever is wrong is said at once, before anything is touched.
  class Stack
    attr_reader :runtime, :apps

    # Raises InvalidStack with all problems there are.
    def initialize(runtime)
      @runtime = runtime
      problems = runtime.problems.dup
      @apps = ours(runtime.deploy).map { |slug, entry| read(slug, entry, problems) }
      problems.concat(StackSettings.problems(runtime)).concat(StackProblems.new(@apps, runtime).to_a)
      raise InvalidStack, problems unless problems.empty?
    end

    # The app of that name in any spelling.
    def app(name)
      slug = Slug.of(name)
      found = apps.find { |one| one.slug == slug }
      return found if found
      known = apps.empty? ? 'there is none' : "there are: #{apps.map(&:slug).join(', ')}"
      raise Error, "no app #{slug} with containers under deploy; #{known}"
    end

    private

    def read(slug, entry, problems)
      reader = AppReader.new(slug, entry, @runtime.deploy.select { |_, other| other.key?('containers') }.keys)
      problems.concat(reader.problems)
      App.new(slug, reader.services, reader.volumes, @runtime)
    end

    # Other cookbooks' apps stand beside ours; one that says it is ours but has no containers is a mistake.
    def ours(deploy)
      deploy.select do |slug, entry|
        %w(containers data_volumes).any? { |key| entry.key?(key) } || @runtime.environment(slug)['APP_TYPE'] == 'docker'
      end
    end
  end
end
