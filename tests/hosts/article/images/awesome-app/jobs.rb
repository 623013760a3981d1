require 'sidekiq'

require_relative 'database'

$stdout.sync = true
# Debian's sidekiq is older than its redis client, which would say so twice a second.
Redis.silence_deprecations = true

# Sidekiq and its client both take the address from REDIS_URL.
class NoteJob
  include Sidekiq::Worker

  def perform(text)
    Database.query(
      'INSERT INTO notes (text, source) VALUES ($1, $2)', text, "sidekiq #{Database::INSTANCE}",
    )
  end
end
