RSpec.describe Cookgen::SecretFile do
  mine = { 'source' => 'KEY', 'uid' => Process.uid, 'gid' => Process.gid }

  def file(given, bytes = 'hush')
    described_class.new('shop', given, bytes)
  end

  {
    'KEY' => '/run/secrets/KEY',
    { 'source' => 'KEY', 'target' => 'tls/key.pem' } => '/run/secrets/tls/key.pem',
    { 'source' => 'KEY', 'target' => '/etc/key.pem' } => '/etc/key.pem',
    { 'source' => 'KEY', 'target' => '../key' } => '/run/key',
  }.each do |given, target|
    it "puts #{given} at #{target}" do
      expect(file(given).flags).to eq(['--mount', "type=bind,source=#{file(given).path},target=#{target},readonly"])
    end
  end

  ["hush\n", "a\0\xff".b, "it's $(x)\n\n"].each do |bytes|
    it "holds #{bytes.inspect} byte for byte, in a folder for root alone" do
      one = file(mine, bytes)
      expect(one.current?).to be(false)
      one.write
      stat = File.stat(one.path)
      folder = File.stat(File.dirname(one.path))
      expect([File.binread(one.path), stat.mode & 07777, folder.mode & 07777]).to eq([bytes.b, 0444, 0700])
      expect(one.current?).to be(true)
    end
  end

  it 'takes the mode that is said' do
    one = file(mine.merge('mode' => '0400'))
    one.write
    expect(File.stat(one.path).mode & 07777).to eq(0400)
  end

  it 'lies in a file of its own for each content, owner and mode' do
    others = [['KEY'], [mine.merge('uid' => 7)], [mine.merge('mode' => '400')], ['KEY', 'other']].map { |args| file(*args).path }
    expect(others.uniq.length).to eq(4)
    expect(others).to all(match(%r{\A#{Cookgen.root}/shop/secrets/KEY-\h{12}\z}))
  end

  it 'is written again where somebody changed it' do
    one = file(mine)
    one.write
    File.chmod(0644, one.path)
    expect(one.current?).to be(false)
    one.write
    expect([one.current?, Dir.glob(File.join(File.dirname(one.path), '*'))]).to eq([true, [one.path]])
  end

  it 'goes when nobody uses it' do
    old, new = %w(a b).map { |bytes| file(mine, bytes) }
    [old, new].each(&:write)
    expect(described_class.prune('shop', [new.path])).to eq([old.path])
    expect([old.current?, new.current?, described_class.prune('other', [])]).to eq([false, true, []])
  end

  it 'shows no secret where it is printed' do
    expect(file('KEY').inspect).to eq('#<Cookgen::SecretFile /run/secrets/KEY>')
  end
end
