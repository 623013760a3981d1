module Cookgen
  # What a deploy acts through. Specs hand in a world that exists in memory only.
  class Tools
    attr_reader :docker, :sockets, :balancers, :prober, :clock, :log

    # `log` has info and warn, as Chef::Log.
    def initialize(log, parts = {})
      @log = log
      @clock = parts[:clock] || Clock.new
      @docker = parts[:docker] || Docker.new
      @sockets = parts[:sockets] || Sockets.new(@docker)
      @balancers = parts[:balancers] || Balancers.new(@docker, @clock)
      @prober = parts[:prober] || Prober.new(self)
    end

    # Says that something is done, and how long it took; answers the seconds.
    def timed(words)
      started = clock.now
      yield
      seconds = clock.now - started
      log.info("#{words} after #{seconds.round(1)} s")
      seconds
    end
  end
end
