require 'fileutils'

RSpec.describe Cookgen::PlatformPackage do
  def version(pin, family = 'debian')
    described_class.new(Cookgen::Platform.new(family, family, '12', 'version' => pin)).version
  end

  # An apt-cache of ours in front of the host's.
  around do |example|
    File.write(File.join(Cookgen.root, 'apt-cache'), "#!/bin/sh\n[ \"$*\" = 'madison docker.io' ] && cat \"$0.out\"\n")
    File.chmod(0755, File.join(Cookgen.root, 'apt-cache'))
    File.write(File.join(Cookgen.root, 'apt-cache.out'),
      " docker.io | 20.10.24+dfsg1-1+b2 | http://x bookworm/main\n docker.io | 20.10.5 | http://y\n")
    path = ENV['PATH']
    ENV['PATH'] = "#{Cookgen.root}:#{path}"
    example.run
    ENV['PATH'] = path
  end

  it 'makes the version of the distribution out of what people say' do
    expect(version('20.10.24')).to eq('20.10.24+dfsg1-1+b2')
  end

  it 'says what there is where nothing fits' do
    expect { version('24.0') }
      .to raise_error(Cookgen::Error, 'docker.io has no version 24.0 here; there are: 20.10.24+dfsg1-1+b2, 20.10.5')
  end

  it 'leaves it to other package managers' do
    expect(version('24.0', 'fedora')).to eq('24.0')
  end
end
