RSpec.describe Cookgen::ContainerMount do
  {
    '/var/run/docker.sock:/tmp/docker.sock' => ['/var/run/docker.sock', '/tmp/docker.sock', nil],
    '/a b/ü:/c:ro' => ['/a b/ü', '/c', 'ro'],
    'data:/data' => ['data', '/data', nil],
    '/cache' => [nil, '/cache', nil],
    '/x/%{app_name}:/run' => ['/x/%{app_name}', '/run', nil],
    { 'type' => 'bind', 'source' => '/a', 'target' => '/b', 'read_only' => 'true' } => ['/a', '/b', 'ro'],
    { 'source' => 'data', 'target' => '/b' } => ['data', '/b', nil],
  }.each do |entry, mount|
    it "reads #{entry.inspect}" do
      expect(described_class.parse(entry)).to eq(mount)
    end
  end

  [
    '', 'a', './a:/b', '~/a:/b', '/a:b', '/a:/b:', '/a:/b:r w', '/a:/b:ro:x', '-v:/b', "/a:/b\0", nil, 5, [], {},
    { 'type' => 'npipe', 'source' => '/a', 'target' => '/b' }, { 'source' => '/a', 'target' => '/b', 'x' => 1 }
  ].each do |entry|
    it "cannot read #{entry.inspect}" do
      expect(described_class.parse(entry)).to be_nil
    end
  end
end
