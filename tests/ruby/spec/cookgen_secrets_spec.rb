RSpec.describe Cookgen::Secrets do
  hostile = ['50%', '%{app_name}', "it's", '"x"', '$(reboot)', "two\nlines", 'ü', '-rf', ' ', 'a=b', '{"$secret": "X"}']

  let(:folder) { File.join(Cookgen.root, 'secrets') }

  before { Dir.mkdir(folder, 0700) }

  def secrets(own = {}, bag = nil)
    described_class.new(own, bag, folder)
  end

  def file(name, content, mode = 0600)
    path = File.join(folder, name)
    File.open(path, 'wb') { |opened| opened.write(content) }
    File.chmod(mode, path)
  end

  describe 'the places' do
    it 'are attributes, then files, then the data bag' do
      bag = ->(name) { { 'id' => name, 'value' => 'bag' } }
      %w(B C).each { |name| file(name, 'file') }
      found = secrets({ 'C' => 'attribute' }, bag)
      expect(%w(A B C).map { |name| found.text(name) }).to eq(%w(bag file attribute))
    end

    hostile.each do |value|
      it "give #{value.inspect} as it is" do
        file('F', value)
        found = secrets({ 'A' => value }, ->(name) { name == 'B' ? { 'value' => value } : nil })
        expect(%w(A B F).map { |name| found.text(name) }).to eq([value] * 3)
      end
    end

    it 'are asked once' do
      asked = []
      found = secrets({}, ->(name) { asked << name && nil })
      3.times { found.problem('X') }
      expect(asked).to eq(['X'])
    end
  end

  { "x\n" => 'x', "x\r\n" => 'x', "x\n\n" => "x\n", "a\nb\n" => "a\nb", 'x' => 'x' }.each do |content, text|
    it "takes #{content.inspect} for #{text.inspect} as a value, and whole as a file" do
      file('F', content)
      found = secrets
      expect([found.text('F'), found.bytes('F')]).to eq([text, content])
    end
  end

  describe 'a problem' do
    it 'is a name that nothing is found for' do
      expect(secrets.problem('NOPE')).to eq('no secret NOPE')
    end

    [0644, 0640, 0602, 0777].each do |mode|
      it format('is a file that others may use (%04o)', mode) do
        file('F', 'x', mode)
        reason = format('no secret F: %s/F has mode %04o, should be 0600', folder, mode)
        expect([secrets.problem('F'), secrets.bytes('F')]).to eq([reason, nil])
      end
    end

    [0600, 0400].each do |mode|
      it format('is no file that only its owner may read (%04o)', mode) do
        file('F', 'x', mode)
        expect(secrets.problem('F')).to be_nil
      end
    end

    it 'is a file of somebody else' do
      skip 'needs root' unless Process.euid.zero?
      file('F', 'x')
      File.chown(1234, nil, File.join(folder, 'F'))
      expect(secrets.problem('F')).to eq("no secret F: #{folder}/F should belong to root")
    end

    it 'is a folder' do
      Dir.mkdir(File.join(folder, 'F'))
      expect(secrets.problem('F')).to eq("no secret F: #{folder}/F is no file")
    end

    {
      'an attribute that is no text' =>
        [{ 'X' => { 'a' => 1 } }, 'no secret X: cookgen.secrets has something else than text under this name'],
      'an empty one' => [{ 'X' => '' }, 'secret X is empty'],
    }.each do |name, (own, reason)|
      it "is #{name}" do
        expect(secrets(own).problem('X')).to eq(reason)
      end
    end

    it 'is an item without value, or one that cannot be read' do
      broken = ->(_) { raise Cookgen::Error, 'no key' }
      found = [->(_) { { 'id' => 'X' } }, broken].map { |bag| secrets({}, bag).problem('X') }
      expect(found).to eq(
        ['no secret X: its item in the data bag cookgen_secrets has no text under `value`', 'no secret X: no key'],
      )
    end

    ["a\0b", "\xff\xfe"].each do |bytes|
      it "is #{bytes.inspect} as a value, not as a file" do
        file('F', bytes)
        found = secrets
        expect([found.problem('F'), found.text('F'), found.bytes_problem('F')]).to eq(['secret F is no text', nil, nil])
        expect(found.bytes('F')).to eq(bytes.b)
      end
    end
  end

  describe 'a reference' do
    {
      { '$secret' => 'A' } => true, { '$secret' => 'a.b-C_1' } => true, { '$secret' => '../x' } => false,
      { '$secret' => '' } => false, { '$secret' => '.x' } => false, { '$secret' => "x\n" } => false, { '$secret' => 1 } => false,
      { '$secret' => 'A', 'b' => 1 } => false, '$secret' => false, nil => false
    }.each do |value, answer|
      it "is #{answer ? '' : 'not '}#{value.inspect}" do
        expect(described_class.reference?(value)).to be(answer)
      end
    end

    it 'is replaced wherever it stands; one without a secret stays' do
      given = { 'a' => { '$secret' => 'X' }, 'b' => [{ '$secret' => 'NOPE' }, 1], 'c' => 'text' }
      found = secrets('X' => '%{x}')
      expect(found.reveal(given)).to eq('a' => '%{x}', 'b' => [{ '$secret' => 'NOPE' }, 1], 'c' => 'text')
      expect(described_class.places(given)).to eq([['.a', 'X'], ['.b[0]', 'NOPE']])
    end
  end

  it 'shows nothing where it is printed' do
    expect(secrets('X' => 'hush').inspect).to eq('#<Cookgen::Secrets>')
  end
end
