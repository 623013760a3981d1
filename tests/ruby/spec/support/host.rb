require_relative 'fake_docker'

# A host with a stack on it, and deploys to it: what specs of the engine start from.
class Host
  attr_reader :docker, :sockets, :log, :clock

  def initialize
    @docker = FakeDocker.new(File.join(Cookgen.root, 'volumes'))
    @sockets = FakeSockets.new(@docker)
    @clock = FakeClock.new
    @log = FakeLog.new
    FileUtils.mkdir_p(File.join(Cookgen.root, 'volumes'))
  end

  def tools
    parts = { :docker => docker, :sockets => sockets, :clock => clock, :prober => FakeProber.new(docker) }
    Cookgen::Tools.new(log, parts)
  end

  # `containers`: service => fields; data volume `socks` at /socks is there.
  def self.stack(containers, settings = {})
    node = {
      'hostname' => 'host1',
      'deploy' => { 'shop' => { 'data_volumes' => { 'socks' => ['/socks'] }, 'containers' => containers } },
    }
    Cookgen::Stack.new(Cookgen::Runtime.detect(node.merge(settings), ->(_) { [] }))
  end

  # Deploys and answers the lines of what was done.
  def deploy(containers, settings = {})
    lines = []
    Cookgen::Deploy.new(self.class.stack(containers, settings), tools).run do |plan, work|
      lines.concat(plan)
      work.call
    end
    lines
  end

  def forecast(containers, settings = {})
    Cookgen::Deploy.new(self.class.stack(containers, settings), tools).forecast
  end

  # The box that answers under a stable socket.
  def behind(stable)
    docker.behind('shop_socks_socks', stable)
  end

  def journals
    Dir.glob(File.join(Cookgen.root, '*', 'journal.json'))
  end
end
