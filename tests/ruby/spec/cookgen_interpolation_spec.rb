RSpec.describe Cookgen::Interpolation do
  values = { 'app_name' => 'app0', 'public_ip' => '%{app_name}' }

  {
    '-l /s/%{app_name}.sock' => '-l /s/app0.sock',
    '%{app_name}%{app_name}' => 'app0app0',
    '50%' => '50%',
    'date +%Y-%m' => 'date +%Y-%m',
    'pa%ss' => 'pa%ss',
    'a%20path' => 'a%20path',
    '%%{app_name}' => '%app0',
    '%s %d %' => '%s %d %',
    '%{nope}' => '%{nope}',
    '${app_name}' => '${app_name}',
    '%{public_ip}' => '%{app_name}',
    "ü%{app_name}\n" => "üapp0\n",
  }.each do |text, expected|
    it "fills #{text.inspect} as #{expected.inspect}" do
      expect(described_class.fill(text, values)).to eq(expected)
    end
  end

  it 'finds the holes in texts of any depth' do
    found = described_class.holes('a' => ['%{x}', { 'b' => '50% %{y}%{x}' }], 'c' => 5, 'd' => nil)
    expect(found).to eq(%w(x y x))
  end
end
