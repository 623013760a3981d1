module Cookgen
  # The unix socket a container listens on. Old and new generation must never bind one path: the one that leaves
  # unlinks the socket of the one that came.
  class Container
    PER_INSTANCE = /%\{(app_name|instance)\}/.freeze
    LISTEN = %w(-l --listen -b --bind).freeze

    # Template path with %{app_name} or %{instance} in it, or nil.
    def socket
      given = said_socket
      return (given if per_instance?(given)) if given
      found = socket_words.select { |word| word.include?('%{app_name}') }
      found.first if found.length == 1 && place(found.first)
    end

    # Where that generation binds: '/socks/app0-g3.sock'.
    def socket_path(generation)
      socket_of(physical_name(generation))
    end

    # What proxies know: '/socks/app0.sock', a link to the generation that serves.
    def stable_socket_path
      socket_of(name)
    end

    # The socket's path where %{instance} is `instance`, or nil.
    def socket_of(instance)
      socket && fill_own(socket, instance)
    end

    # A text of the stack for this container, with the own socket's path in it made the generation's.
    def fill_own(text, instance)
      fill(own_socket(text), instance)
    end

    # A path in a shared volume that every instance and generation would bind, or nil. Only where the stack says plainly
    # that it listens there: a client may name a socket, too.
    def fixed_socket
      given = said_socket
      return (given unless per_instance?(given)) if given
      listened.find { |path| !per_instance?(path) && place(path) }
    end

    # [volume or host directory, path below it] of the socket that proxies know, or nil.
    def socket_place
      path = stable_socket_path || fixed_socket
      path && place(path)
    end

    # Was a socket asked for that nobody else can see?
    def stray_socket?
      !Value.blank?(said_socket) && socket_place.nil?
    end

    private

    # `socket`, or what `proxy` says of it.
    def said_socket
      @fields['socket'] || (@fields['proxy'] || {})['socket']
    end

    # In the own socket's path, wherever it is spelt, %{app_name} is the name of the generation.
    def own_socket(text)
      template = socket
      return text unless template && text.include?(template)
      text.gsub(template) { template.gsub(PER_INSTANCE) { ANY_GENERATION } }
    end

    # The mount deepest in the path decides.
    def place(path)
      mounts = mounts_at(name).select { |source, target, _| source && path.start_with?(target.chomp('/') + '/') }
      source, target, = mounts.max_by { |mount| mount[1].length }
      source && [source, path[target.chomp('/').length..-1]]
    end

    def socket_words
      command_words.select { |word| word.start_with?('/') && word.end_with?('.sock') }
    end

    # The socket's paths behind -l and its like: `-l /a.sock`, `--bind=unix:///a.sock`.
    def listened
      pairs = command_words.each_cons(2).to_a + command_words.map { |word| word.split('=', 2) }
      paths = pairs.select { |option, path| path && LISTEN.include?(option) }.map { |_, path| path.sub(%r{\Aunix:(//)?}, '') }
      paths.select { |path| path.start_with?('/') && path.end_with?('.sock') }
    end

    def per_instance?(text)
      text.is_a?(String) && !(text =~ PER_INSTANCE).nil?
    end

    def command_words
      Value.words(@fields['command']) || []
    end
  end
end
