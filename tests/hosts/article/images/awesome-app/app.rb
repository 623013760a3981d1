require 'json'
require 'rack'

require_relative 'database'
require_relative 'jobs'

# GET  /          a row from PostgreSQL, and who answered
# POST /          inserts a row
# POST /jobs      gives sidekiq a job
# GET  /slow?s=n  the same as / after n seconds
# GET  /up        is this worker alive
class App
  LONGEST = 30.0

  # What real apps do with their first seconds: a deploy that does not wait for it loses requests.
  def initialize(boot_seconds)
    sleep boot_seconds
  end

  def call(env)
    request = Rack::Request.new(env)
    status, body = answer(request)
    text = JSON.generate(body) + "\n"
    # The length lets the proxies tell a whole answer from one that was cut off.
    headers = {
      'Content-Type' => 'application/json',
      'Content-Length' => text.bytesize.to_s,
      'X-App-Version' => Database::VERSION,
      'X-App-Instance' => Database::INSTANCE,
    }
    [status, headers, [text]]
  end

  private

  def answer(request)
    case [request.request_method, request.path_info]
    when %w[GET /] then [200, row]
    when %w[POST /] then [201, insert(request)]
    when %w[POST /jobs] then [202, { job: NoteJob.perform_async(text_of(request)) }]
    when %w[GET /slow] then [200, slow(request)]
    when %w[GET /up] then [200, { up: true }]
    else [404, { error: 'no such path' }]
    end
  rescue PG::Error, Redis::BaseError => e
    warn "#{e.class}: #{e.message}"
    [503, { error: e.class.name }]
  end

  def row
    found = Database.query('SELECT id, text, source FROM notes ORDER BY id LIMIT 1').first
    { version: Database::VERSION, instance: Database::INSTANCE, row: found }
  end

  def insert(request)
    Database.query(
      'INSERT INTO notes (text, source) VALUES ($1, $2) RETURNING id, text, source',
      text_of(request), "web #{Database::INSTANCE}",
    ).first
  end

  def slow(request)
    sleep [request.params['s'].to_f, LONGEST].min
    row
  end

  def text_of(request)
    text = request.body.read(1000).to_s
    text.empty? ? 'no text' : text.force_encoding('UTF-8').scrub
  end
end
