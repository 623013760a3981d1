RSpec.describe Cookgen::ContainerPort do
  {
    '80:80' => ['80:80/tcp', true, 80],
    '127.0.0.1:8080:80/tcp' => ['127.0.0.1:8080:80/tcp', true, 80],
    '53:53/udp' => ['53:53/udp', true, 53],
    '[::1]:80:80' => ['[::1]:80:80/tcp', true, 80],
    '8000-8002:9000-9002' => ['8000-8002:9000-9002/tcp', true, 9000],
    '8000-8002:80' => ['8000-8002:80/tcp', false, 80],
    '3000' => ['3000/tcp', false, 3000],
    3000 => ['3000/tcp', false, 3000],
    '127.0.0.1::80' => ['127.0.0.1::80/tcp', false, 80],
    { 'target' => 80, 'published' => '8080', 'host_ip' => '127.0.0.1' } => ['127.0.0.1:8080:80/tcp', true, 80],
    { 'target' => 53, 'protocol' => 'udp' } => ['53/udp', false, 53],
  }.each do |entry, (words, fixed, number)|
    it "reads #{entry.inspect} as #{words}" do
      port = described_class.parse(entry)
      expect([port.to_s, port.fixed?, port.number]).to eq([words, fixed, number])
    end
  end

  [
    '', 'http', '80:', '80:80:80', '80:80/http', '70000:80', '80:70000', '0', '-1:80', '80 :80', "80:80\n", '80:80;reboot',
    '--privileged', nil, [], {}, { 'target' => 80, 'other' => 1 }, { 'published' => 80 }, { 'target' => 80, 'protocol' => 'x' }
  ].each do |entry|
    it "cannot read #{entry.inspect}" do
      expect(described_class.parse(entry)).to be_nil
    end
  end

  {
    %w(80:80 80:81) => true,
    %w(80:80 443:80) => false,
    %w(80:80 127.0.0.1:80:80) => true,
    %w(127.0.0.1:80:80 127.0.0.2:80:80) => false,
    %w(53:53/udp 53:53/tcp) => false,
    %w(8000-8005:1-6 8005:80) => true,
    %w(8000-8005:1-6 8000:80) => true,
    %w(8000-8005:1-6 8006:80) => false,
    %w(80 80) => false,
  }.each do |(one, other), answer|
    it "says #{answer} to #{one} and #{other} clashing" do
      ports = [described_class.parse(one), described_class.parse(other)]
      expect([ports[0].clashes?(ports[1]), ports[1].clashes?(ports[0])]).to eq([answer, answer])
    end
  end
end
