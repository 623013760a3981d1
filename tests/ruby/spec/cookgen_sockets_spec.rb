require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Sockets do
  let(:volume) { File.join(Cookgen.root, 'volume') }
  let(:sockets) { described_class.new(FakeDocker.new(Cookgen.root), File.join(Cookgen.root, 'proc')) }

  before { FileUtils.mkdir_p(volume) }

  # app0 of this generation, its socket bound.
  def box(generation, options = {})
    name = options.fetch(:name, 'app0')
    labels = {
      'cookgen.socket' => "/socks/#{name}-g#{generation}.sock", 'cookgen.stable_socket' => "/socks/#{name}.sock"
    }.merge(options.fetch(:labels, {}))
    File.write(File.join(volume, "#{name}-g#{generation}.sock"), '')
    Cookgen::Found.new(
      'Id' => "#{name}-#{generation}", 'Name' => "/#{name}", 'Config' => { 'Labels' => labels }, 'State' => { 'Pid' => 42 },
      'Mounts' => [{ 'Source' => volume, 'Destination' => '/socks' }, { 'Source' => Cookgen.root, 'Destination' => '/' }]
    )
  end

  def links
    names = Dir.entries(volume).select { |name| File.symlink?(File.join(volume, name)) }.sort
    Hash[names.map { |name| [name, File.readlink(File.join(volume, name))] }]
  end

  it 'makes the stable name a relative link, the same from the host and from every container' do
    sockets.link(box(1))

    expect(links).to eq('app0.sock' => 'app0-g1.sock')
  end

  it 'leads to the newest one that was linked' do
    sockets.link(box(1))
    sockets.link(box(2))

    expect([sockets.leads_to?(box(1)), sockets.leads_to?(box(2))]).to eq([false, true])
  end

  it 'is never without a name while that changes' do
    sockets.link(box(1))
    missing = 0
    done = false
    watcher = Thread.new do
      missing += File.exist?(File.join(volume, 'app0.sock')) ? 0 : 1 until done
    end
    200.times { |number| sockets.link(box(number % 2)) }
    done = true
    watcher.join

    expect(missing).to eq(0)
  end

  it 'leads back to where it led before' do
    sockets.link(box(1))
    before = sockets.link(box(2))
    sockets.restore(box(2), before)

    expect(links).to eq('app0.sock' => 'app0-g1.sock')
  end

  it 'leads nowhere again where it led nowhere before' do
    sockets.restore(box(1), sockets.link(box(1)))

    expect(links).to eq({})
  end

  it 'leaves no half-made link behind, whatever a killed run left' do
    File.symlink('gone', File.join(volume, '.app0.sock.cookgen'))
    sockets.link(box(1))

    expect(links).to eq('app0.sock' => 'app0-g1.sock')
  end

  it 'takes the other names of the old one along, and no others' do
    sockets.link(box(1))
    sockets.link(box(1, :name => 'other0'))
    File.symlink('app0-g1.sock', File.join(volume, 'app1.sock'))
    before = sockets.link(box(2), box(1))
    expect(links).to eq('app0.sock' => 'app0-g2.sock', 'app1.sock' => 'app0-g2.sock', 'other0.sock' => 'other0-g1.sock')

    sockets.restore(box(2), before)
    expect(links).to eq('app0.sock' => 'app0-g1.sock', 'app1.sock' => 'app0-g1.sock', 'other0.sock' => 'other0-g1.sock')
  end

  it 'hands the names of one that leaves to an heir' do
    sockets.link(box(1))
    sockets.link(box(1, :name => 'app1'))
    sockets.hand_over(box(1, :name => 'app1'), box(1))

    expect(links).to eq('app0.sock' => 'app0-g1.sock', 'app1.sock' => 'app0-g1.sock')
  end

  it 'cleans up after one that is gone, but leaves names that lead to another one' do
    sockets.link(box(1))
    sockets.link(box(2))
    sockets.clean(box(1))

    expect(Dir.entries(volume).sort - %w(. ..)).to eq(%w(app0-g2.sock app0.sock))
  end

  it 'links from one folder to another' do
    labels = { 'cookgen.socket' => '/socks/app0-g1/web.sock', 'cookgen.stable_socket' => '/socks/app0/web.sock' }
    sockets.link(box(1, :labels => labels))

    expect(File.readlink(File.join(volume, 'app0', 'web.sock'))).to eq('../app0-g1/web.sock')
  end

  it 'does not follow a folder that leads out of the volume' do
    File.symlink('/tmp', File.join(volume, 'out'))
    labels = { 'cookgen.socket' => '/socks/out/app0-g1.sock', 'cookgen.stable_socket' => '/socks/out/app0.sock' }

    expect { sockets.link(box(1, :labels => labels)) }.to raise_error(Cookgen::Error, /leads out of its volume/)
  end

  it 'takes the mount that is nearest to a path' do
    expect([sockets.reach(box(1), '/socks/a'), sockets.reach(box(1), '/etc/a')])
      .to eq([File.join(volume, 'a'), File.join(Cookgen.root, 'etc/a')])
  end

  it 'reaches what lies in no volume through the process' do
    plain = Cookgen::Found.new('State' => { 'Pid' => 42 })

    expect(sockets.reach(plain, '/tmp/a.sock')).to eq(File.join(Cookgen.root, 'proc/42/root/tmp/a.sock'))
  end

  it 'sees who may connect' do
    modes = [0755, 0777].map do |mode|
      one = box(1)
      File.chmod(mode, File.join(volume, 'app0-g1.sock'))
      sockets.open_to_others?(one)
    end

    expect(modes).to eq([false, true])
  end

  it 'counts connections that are open or queued on exactly this path, in every namespace' do
    line = '0000000000000000: 00000003 00000000 00000000 0001 %s 323190 %s'
    text = [['03', '/socks/app0-g1.sock'], ['02', '/socks/app0-g1.sock'], ['01', '/socks/app0-g1.sock'],
            ['03', '/socks/app0-g11.sock'], ['03', ''], ['03', '/socks/app0-g1.sock.old']].map { |pair| format(line, *pair) }
    %w(7 self).each do |pid|
      FileUtils.mkdir_p(File.join(Cookgen.root, 'proc', pid, 'net'))
      File.write(File.join(Cookgen.root, 'proc', pid, 'net/unix'), "Num RefCount\n#{text.join("\n")}\n")
    end

    expect([sockets.connections(box(1), %w(7)), sockets.connections(box(1), %w(7 self gone))]).to eq([2, 4])
  end
end
