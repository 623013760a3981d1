module Cookgen
  # One line of a plan: what is to be done to one container, and why.
  #
  #   kind        :migrate, :start, :replace, :restart, :revive, :link, :configure, :remove or :pin
  #   container   the Container that is wanted, nil for :remove
  #   old         the Found that is there, nil for :start, :migrate and :pin
  #   image_id    what `container` is made from
  #   generation  the number that what is new will get
  #   reason      in words
  #   stop_first  why old and new cannot run side by side, nil where they can
  #   others      Array of Found that go with `old`: what :remove takes away beside it
  #   kept        the Found of an earlier generation that :revive starts again
  class Step
    attr_reader :kind, :container, :old, :image_id, :generation, :reason, :stop_first, :others, :kept

    def initialize(kind, fields)
      @kind = kind
      @container = fields[:container]
      @old = fields[:old]
      @image_id = fields[:image_id]
      @generation = fields[:generation]
      @reason = fields[:reason]
      @stop_first = fields[:stop_first]
      @others = fields[:others] || []
      @kept = fields[:kept]
    end

    def app
      (container || old).app
    end

    # Name of the container that it is about.
    def name
      container ? container.name : old.name
    end

    # Does a container of a new generation come into being?
    def new?
      [:start, :replace].include?(kind)
    end

    # Does something have to become ready?
    def launch?
      new? || [:restart, :revive].include?(kind)
    end

    # What the plan says. Never a value of the environment.
    def line
      send(kind)
    end

    private

    def migrate
      "migrate #{app}/#{container.service} with #{image}"
    end

    def start
      "start #{name} of #{app}, generation #{generation}, from #{image}"
    end

    def replace
      order = stop_first ? "stop the old one first, since it #{stop_first}#{gap}" : 'start the new one first'
      "replace #{old.name} of #{app}, generation #{old.generation} by #{generation}, with #{image}: #{reason}; #{order}"
    end

    def restart
      "start #{name} of #{app} again: #{reason}"
    end

    def revive
      return "start #{name} of #{app} as it was, generation #{kept.generation}, from #{image}: #{reason}" if old.nil?
      order = stop_first ? "stop the one that serves first, since it #{stop_first}" : 'start the kept one first'
      generations = "generation #{kept.generation} instead of #{old.generation}"
      "bring back #{name} of #{app}, #{generations}, from #{image}: #{reason}; #{order}"
    end

    def link
      "point #{old.stable_socket || old.proxy['via']} at #{name} of #{app} again: #{reason}"
    end

    def configure
      "give #{name} of #{app} another configuration: it reads it again, no connection is lost"
    end

    def remove
      kept = others.empty? ? '' : " and #{others.length} that were kept of it"
      "remove #{old.name} of #{old.app}#{kept}: #{reason}"
    end

    def pin
      "run #{container.service} of #{app} from #{image} from now on"
    end

    # A proxy's own upgrade, where both cannot listen at once, is the one thing that nobody can hide.
    def gap
      container.haproxy ? ', and takes no connections meanwhile' : ''
    end

    def image
      short = image_id.to_s.sub(/\Asha256:(.{12}).*\z/, '\\1')
      # what a kept container was made from may go by another name today
      kept ? short : "#{container.image} (#{short})"
    end
  end
end
