require 'json'

# Stacks as hosts get them, for the specs.
module Stacks
  ARTICLE = File.expand_path('../../stacks/article.stack.json', __dir__)
  NO_BAGS = ->(_bag) { [] }
  DATABASE = {
    'adapter' => 'postgresql', 'database' => 'shop', 'host' => 'db.lab', 'password' => "p%{a}s'w d", 'port' => 5432,
    'reconnect' => true, 'username' => 'shop'
  }.freeze

  module_function

  # The article's document, fresh each time.
  def article
    JSON.parse(File.read(ARTICLE))
  end

  # The article's document on a host that was given a database.
  def article_node
    node = article.merge('hostname' => 'docker1')
    node['deploy']['amazing_application'] = { 'database' => DATABASE.dup }
    node
  end

  # Node with one app `shop` of these containers (name => fields; the image is added).
  def node(containers, more = {})
    fields = containers.map { |name, own| [name, { 'image' => 'repo/app', 'tag' => 'v1' }.merge(own)] }
    app = { 'containers' => Hash[fields] }.merge(more.fetch('app', {}))
    { 'hostname' => 'docker1', 'deploy' => { 'shop' => app } }.merge(more.reject { |key, _| key == 'app' })
  end

  def stack(node, search = NO_BAGS)
    Cookgen::Stack.new(Cookgen::Runtime.detect(node, search))
  end

  # Container `web0` with these fields.
  def web(fields, more = {})
    stack(node({ 'web' => fields }, more)).app('shop').containers.first
  end

  # What is wrong with a node, [] where nothing is.
  def problems(node, search = NO_BAGS)
    stack(node, search)
    []
  rescue Cookgen::InvalidStack => e
    e.problems
  end

  # What is wrong with `web` in `shop`, its path left out.
  def web_problems(fields, more = {})
    problems(node({ 'web' => fields }, more)).map { |line| line.sub('deploy.shop.containers.web', '') }
  end

  # The words behind each occurrence of a flag.
  def values(argv, flag)
    argv.each_cons(2).select { |word, _| word == flag }.map(&:last)
  end
end
