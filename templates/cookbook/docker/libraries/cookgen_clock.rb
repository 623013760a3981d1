module Cookgen
  # Time that only runs forwards, in seconds, and the wall clock for what people read.
  class Clock
    # Ruby 2.0 has no monotonic clock; its own is the next best.
    MONOTONIC = Process.respond_to?(:clock_gettime)

    def now
      MONOTONIC ? Process.clock_gettime(Process::CLOCK_MONOTONIC) : Time.now.to_f
    end

    def sleep(seconds)
      Kernel.sleep(seconds) if seconds > 0
    end

    # Yields until the block answers something true or `limit` seconds are over: that answer, or nil.
    def until(limit, interval)
      last = now + limit
      loop do
        answer = yield
        return answer if answer
        return nil if now >= last
        sleep(interval)
      end
    end

    # '2026-02-01T12:00:00Z'
    def stamp
      Time.now.utc.strftime('%Y-%m-%dT%H:%M:%SZ')
    end
  end
end
