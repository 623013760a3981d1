RSpec.describe Cookgen::Platform do
  {
    %w(debian debian 12.5) => ['docker.io', true, nil, 'cron', 'cron'],
    %w(ubuntu debian 22.04) => ['docker.io', true, nil, 'cron', 'cron'],
    %w(amazon rhel 2018.03) => ['docker', false, nil, 'cronie', 'crond'],
    %w(amazon amazon 2) => ['docker', false, 'amazon-linux-extras enable docker', 'cronie', 'crond'],
    %w(amazon amazon 2023) => ['docker', false, nil, 'cronie', 'crond'],
    %w(centos rhel 7.9) => ['docker', false, nil, 'cronie', 'crond'],
    %w(rocky rhel 9.3) => ['docker-ce', false, nil, 'cronie', 'crond'],
    %w(fedora fedora 40) => ['moby-engine', false, nil, 'cronie', 'crond'],
    [nil, nil, nil] => ['docker', false, nil, 'cronie', 'crond'],
  }.each do |given, expected|
    it "knows #{given.compact.join(' ')}" do
      platform = described_class.new(*given)
      found = [platform.package, platform.lists?, platform.extras, platform.cron_package, platform.cron_service]
      expect(found).to eq(expected)
    end
  end

  it 'calls the service docker everywhere' do
    expect(described_class.new('fedora', 'fedora', '40').service).to eq('docker')
  end

  it 'is overruled by attributes' do
    platform = described_class.new('debian', 'debian', '12', 'package' => 'docker-ce', 'service' => 'dockerd', 'version' => '')
    expect([platform.package, platform.service, platform.pinned]).to eq(['docker-ce', 'dockerd', nil])
  end

  {
    [nil, '20.10.24'] => true,
    ['20.10.24', '20.10.24+dfsg1'] => true,
    ['20.10.24', '20.10.24'] => true,
    ['20.10', '20.10.24'] => false,
    ['20.10.2', '20.10.24'] => false,
    ['20.10.24+dfsg1-1+deb12u1', '20.10.24+dfsg1'] => true,
    ['5:20.10.24~3-0~debian', '20.10.24'] => true,
    ['24.0.7', '20.10.24'] => false,
    ['20.10.24', ''] => false,
  }.each do |(pin, version), answer|
    it "says #{answer} to #{version.inspect} where #{pin.inspect} is wanted" do
      expect(described_class.new('debian', 'debian', '12', 'version' => pin).pin?(version)).to be(answer)
    end
  end

  {
    '20.10.24' => '20.10.24+dfsg1-1+deb12u1', '5:24.0.7-1' => '5:24.0.7-1', '24.0.7' => '5:24.0.7-1', '19.03' => nil
  }.each do |pin, version|
    it "chooses #{version.inspect} for #{pin}" do
      platform = described_class.new('debian', 'debian', '12', 'version' => pin)
      expect(platform.choose(['5:24.0.7-1', '20.10.24+dfsg1-1+deb12u1', '20.10.2'])).to eq(version)
    end
  end
end
