RSpec.describe Cookgen::Dotenv do
  {
    'A=b' => { 'A' => 'b' },
    "# note\n\n  A=b  \n\tB = c d \n" => { 'A' => 'b', 'B' => 'c d' },
    'export A=b' => { 'A' => 'b' },
    'A=' => { 'A' => '' },
    'A=b # note' => { 'A' => 'b' },
    'A=b#c' => { 'A' => 'b#c' },
    'A=#c' => { 'A' => '' },
    "A='b # $HOME \\n'  # note" => { 'A' => 'b # $HOME \\n' },
    'A="b \"c\" \n\t\\\\ \$x"' => { 'A' => "b \"c\" \n\t\\ $x" },
    'A=$(reboot) `id` %{app_name} 50%' => { 'A' => '$(reboot) `id` %{app_name} 50%' },
    'A=b=c' => { 'A' => 'b=c' },
    "A=it's" => { 'A' => "it's" },
    "A=1\r\nA=2\r\n" => { 'A' => '2' },
    "\uFEFFA=ü" => { 'A' => 'ü' },
    '' => {},
  }.each do |text, variables|
    it "reads #{text.inspect}" do
      expect(described_class.parse(text)).to eq(variables)
    end
  end

  {
    "A=1\nB" => 'line 2 should be NAME=value',
    'A="hush' => 'line 1 should be NAME=value',
    "A='hush' hush" => 'line 1 should be NAME=value',
    'A B=hush' => 'line 1 should be NAME=value',
    '=hush' => 'line 1 should be NAME=value',
    "A=\0" => 'is no UTF-8 text',
    "A=\xff" => 'is no UTF-8 text',
  }.each do |text, reason|
    it "refuses #{text.inspect} and quotes none of it" do
      expect { described_class.parse(text) }.to raise_error(Cookgen::Error, reason)
    end
  end

  it 'says when there is no file, or none that can be read' do
    expect { described_class.read(File.join(Cookgen.root, 'none')) }.to raise_error(Cookgen::Error, 'is not there')
    expect { described_class.read(Cookgen.root) }.to raise_error(Cookgen::Error, 'cannot be read: EISDIR')
  end

  it 'knows which files a container names' do
    given = ['/a', { 'path' => '/b' }, { 'path' => '/c', 'required' => false }]
    expect(described_class.paths(given)).to eq([['/a', true], ['/b', true], ['/c', false]])
    expect([described_class.paths('/a'), described_class.paths(nil)]).to eq([[['/a', true]], []])
  end
end
