require_relative 'spec_helper'

RSpec.describe Cookgen::EnvFile do
  def written(env)
    described_class.with(env) { |words, client| return [words, File.read(words[1]), client] }
  end

  it 'writes one line per variable, nothing quoted, nothing lost' do
    env = { 'A' => '1', 'QUOTES' => %q(it's "so"), 'PERCENT' => '50% #1', 'SPACES' => '  in out  ', 'EMPTY' => '' }

    expect(written(env)[1]).to eq(%(A=1\nQUOTES=it's "so"\nPERCENT=50% #1\nSPACES=  in out  \nEMPTY=\n))
  end

  it 'can be read by its owner only and is gone afterwards' do
    path = nil
    mode = nil
    described_class.with('A' => '1') do |words|
      path = words[1]
      mode = File.stat(path).mode & 0777
    end

    expect([mode, File.exist?(path)]).to eq([0600, false])
  end

  it 'is gone when the block fails' do
    expect { described_class.with('A' => '1') { raise IOError } }.to raise_error(IOError)

    expect(Dir.glob(File.join(Cookgen.root, 'tmp', '*'))).to eq([])
  end

  {
    'a value of several lines' => "-----BEGIN\nKEY",
    'a carriage return' => "a\r",
    'a value that is too long for Docker' => 'x' * 70_000,
    'bytes that are no UTF-8' => "\xff".dup.force_encoding('UTF-8'),
  }.each do |what, value|
    it "hands #{what} over in the client's environment" do
      words, text, client = written('ODD' => value, 'A' => '1')

      expect([words[2..-1], text, client]).to eq([%w(--env ODD), "A=1\n", { 'ODD' => value }])
    end
  end

  it 'never shows a value among the words' do
    expect(written('A' => 'secret', 'B' => "sec\nret")[0].join(' ')).not_to match(/sec/)
  end

  it 'refuses a name that would change what the docker client does' do
    expect { written('DOCKER_HOST' => "a\nb") }.to raise_error(Cookgen::Error, /\ADOCKER_HOST: /)
  end

  it 'gives the lines of a file to be kept' do
    expect(described_class.lines('A' => '1', 'B' => 'x y')).to eq(['A=1', 'B=x y'])
  end

  it 'names the variable that does not fit into a kept file' do
    expect { described_class.lines('A' => '1', 'KEY' => "a\nb") }.to raise_error(Cookgen::Error, /\AKEY: /)
  end

  it 'sweeps away what a killed run left' do
    left = File.join(Cookgen.root, 'tmp', 'env-left')
    described_class.with({}) { File.write(left, 'A=secret') }
    described_class.sweep

    expect(File.exist?(left)).to be(false)
  end
end
