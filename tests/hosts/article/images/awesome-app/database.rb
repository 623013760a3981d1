require 'pg'
require 'socket'

# One PostgreSQL connection per process, opened at the first query, opened anew after a loss.
module Database
  INSTANCE = Socket.gethostname
  VERSION = ENV.fetch('APP_VERSION')

  @lock = Mutex.new

  module_function

  def query(sql, *values)
    @lock.synchronize { connection.exec_params(sql, values).to_a }
  rescue PG::ConnectionBad, PG::UnableToSend
    forget
    raise
  end

  def connection
    @connection ||= PG.connect(
      host: ENV.fetch('DB_HOST'),
      port: ENV.fetch('DB_PORT', '5432'),
      dbname: ENV.fetch('DB_DATABASE'),
      user: ENV.fetch('DB_USERNAME'),
      password: ENV.fetch('DB_PASSWORD'),
      connect_timeout: 5,
    )
  end

  # Without closing it: after a fork the connection is the parent's.
  def forget
    @connection = nil
  end
end
