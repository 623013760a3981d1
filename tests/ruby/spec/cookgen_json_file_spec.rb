require_relative 'spec_helper'

RSpec.describe Cookgen::JsonFile do
  let(:path) { File.join(Cookgen.root, 'app', 'thing.json') }
  let(:file) { described_class.new(path) }

  it 'reads back what it wrote' do
    file.write('a' => [1, { 'b' => nil }])

    expect(file.read).to eq('a' => [1, { 'b' => nil }])
  end

  it 'is nil where nothing was written' do
    expect(file.read).to be_nil
  end

  it 'can be read by its owner only, folder and file' do
    file.write({})

    expect([File.stat(path).mode & 0777, File.stat(File.dirname(path)).mode & 0777]).to eq([0600, 0700])
  end

  it 'leaves nothing beside the file' do
    2.times { file.write('a' => 1) }

    expect(Dir.entries(File.dirname(path)) - %w(. ..)).to eq(%w(thing.json))
  end

  it 'keeps the old content where writing breaks off' do
    file.write('a' => 1)
    broken = Object.new
    def broken.to_json(*)
      raise IOError, 'disk full'
    end

    expect { file.write('a' => broken) }.to raise_error(IOError)
    expect(file.read).to eq('a' => 1)
  end

  it 'says which file is damaged' do
    file.write({})
    File.write(path, '{"a": ')

    expect { file.read }.to raise_error(Cookgen::Error, /#{Regexp.escape(path)} is damaged/)
  end

  it 'is gone after delete, which may be asked twice' do
    file.write({})
    2.times { file.delete }

    expect(file.read).to be_nil
  end
end
