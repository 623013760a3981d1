require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Move do
  let(:container) do
    fields = { 'image' => 'shop', 'tag' => 'v1', 'deploy' => 'auto', 'volumes_from' => ['socks'], 'stop_grace_period' => 7,
               'env' => { 'PASSWORD' => 'hunter2' }, 'command' => 'unicorn -l /socks/%{app_name}.sock' }
    Host.stack('web' => fields).app('shop').containers.first
  end

  def old(name, service = 'web')
    labels = { 'cookgen.app' => 'shop', 'cookgen.container' => service, 'cookgen.index' => '0', 'cookgen.generation' => '2' }
    Cookgen::Found.new('Id' => 'old', 'Name' => "/#{name}", 'Config' => { 'Labels' => labels })
  end

  def move(kind, old = nil)
    described_class.of(Cookgen::Step.new(kind, :container => container, :old => old, :generation => 3))
  end

  it 'brings up what is new under the name of its generation' do
    expect([move(:start).new_name, move(:start).old_id]).to eq(['web0-g3', nil])
  end

  it 'gives the old one the name of its generation' do
    found = move(:replace, old('web0'))

    expect([found.old_id, found.old_was, found.old_name, found.old_stays]).to eq(['old', 'web0', 'web0-g2', true])
  end

  it 'lets one that is called otherwise keep its name, and one of another service not stay' do
    found = move(:replace, old('other0', 'other'))

    expect([found.old_name, found.old_stays]).to eq(['other0', false])
  end

  it 'has nothing new where a container is started again' do
    found = move(:restart, old('web0'))

    expect([found.again, found.new_id, found.new_name, found.old_id]).to eq([true, 'old', 'web0', nil])
  end

  it 'asks the socket of its own generation' do
    expect([move(:start), move(:restart, old('web0'))].map { |each| each.readiness['socket'] })
      .to eq(%w(/socks/web0-g3.sock /socks/web0-g2.sock))
  end

  it 'survives the journal, with all it takes to finish and no secret' do
    text = JSON.generate(move(:replace, old('web0')).to_h)

    expect(described_class.new(JSON.parse(text)).to_h).to eq(move(:replace, old('web0')).to_h)
    expect(text).to include('"grace":7').and include('"drain":30').and include('"retain":2')
    expect(text).not_to include('hunter2')
  end
end
