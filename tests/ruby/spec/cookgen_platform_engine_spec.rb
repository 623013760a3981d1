require 'fileutils'

RSpec.describe Cookgen::PlatformEngine do
  # A docker that answers from a table of first words.
  def docker(answers)
    Class.new do
      define_method(:call) do |argv, _opts = {}|
        found = answers[argv.first]
        found = found.shift if found.is_a?(Array)
        Cookgen::Docker::Result.new(found ? 0 : 1, found.to_s, '')
      end
    end.new
  end

  it 'is there where its program is, running or not' do
    File.write(File.join(Cookgen.root, 'tool-x'), '')
    engine = described_class.new(docker({}), Cookgen.root)
    expect(engine.executable?('tool-x')).to be(false)
    File.chmod(0755, File.join(Cookgen.root, 'tool-x'))
    expect(engine.executable?('tool-x')).to be(true)
  end

  it 'has no version where it does not answer' do
    expect([described_class.new(docker({})).version,
            described_class.new(docker('version' => "20.10.24\n")).version]).to eq(['', '20.10.24'])
  end

  it 'is waited for' do
    clock = Class.new(Cookgen::Clock) { define_method(:sleep) { |_| } }.new
    expect(described_class.new(docker('version' => [nil, nil, '20.10'])).answers?(clock)).to be(true)
  end

  {
    "overlay2|/nowhere\n" => [],
    'devicemapper|' => ['Docker stores images by devicemapper, which is slow and fills up; move to overlay2'],
    nil => [],
  }.each do |answer, warnings|
    it "warns #{warnings.length} times of #{answer.inspect}" do
      expect(described_class.new(docker('info' => answer)).warnings).to eq(warnings)
    end
  end

  it 'warns of a full disk' do
    stub_const('Cookgen::PlatformEngine::FULL', 0)
    expect(described_class.new(docker('info' => 'overlay2|/')).warnings).to match([%r{\A/ is \d+ % full\z}])
  end
end
