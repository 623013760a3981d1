require 'erb'

RSpec.describe Cookgen::Logrotate do
  {
    {} => '100M', { 'max-size' => '10m' } => '100M', { 'max-size' => '50M' } => '500M', { 'max-size' => '1g' } => '10240M',
    { 'max-size' => '500k' } => '100M', { 'max-size' => 'lots' } => '100M', { 'max-size' => nil } => '100M'
  }.each do |log_opts, size|
    it "rotates at #{size} where Docker has #{log_opts}" do
      expect(described_class.new(log_opts, nil).size).to eq(size)
    end
  end

  {
    'logspout0' => '^/?logspout0(-g[0-9]+)?$', 'a.b' => '^/?a\.b(-g[0-9]+)?$', nil => nil, '' => nil,
    "x'; reboot" => nil, '-x' => nil
  }.each do |name, filter|
    it "finds #{name.inspect} by #{filter.inspect}" do
      expect(described_class.new({}, name).forwarder).to eq(filter)
    end
  end

  describe 'the file' do
    path = File.expand_path('../../../templates/cookbook/docker/templates/default/docker-containers.erb', __dir__)

    def render(path, size, forwarder)
      @size = size
      @forwarder = forwarder
      # as Chef does; Ruby before 2.6 has other arguments
      ERB.new(File.read(path), :trim_mode => '-').result(binding)
    end

    it 'restarts the forwarder once after a rotation' do
      text = render(path, '100M', '^/?logspout0(-g[0-9]+)?$')
      expect(text).to include("  size 100M\n", "  copytruncate\n", "  sharedscripts\n  postrotate\n",
        "'name=^/?logspout0(-g[0-9]+)?$'")
    end

    # Defect 26 of the origin: without a forwarder, `docker restart` of nothing failed at each rotation.
    it 'has no postrotate without a forwarder' do
      expect(render(path, '100M', nil)).not_to match(/postrotate|sharedscripts|docker restart/)
    end
  end
end
