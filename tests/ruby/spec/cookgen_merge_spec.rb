RSpec.describe Cookgen::Merge do
  def entries(raw)
    described_class.new(raw).entries
  end

  baked = { 'containers' => { 'app' => { 'image' => 'a', 'tag' => 'v1', 'env' => { 'A' => '1', 'B' => '2' } }, 'web' => {} } }

  it 'keys apps by short name' do
    expect(entries('amazing application' => {}, 'other' => {}).keys).to eq(%w(amazing_application other))
  end

  it 'changes one field of one container by an object, in any spelling, and keeps the order' do
    over = { 'containers' => { 'app' => { 'tag' => 'v2', 'env' => { 'B' => '3' } } } }
    merged = entries('my_app' => baked, 'My App' => over)['my_app']['containers']
    expect(merged.keys).to eq(%w(app web))
    expect(merged['app']).to eq('image' => 'a', 'tag' => 'v2', 'env' => { 'A' => '1', 'B' => '3' })
  end

  it 'lays the foreign spelling over the short name wherever it stands' do
    merged = entries('My App' => { 'x' => 'custom' }, 'my_app' => { 'x' => 'service', 'y' => 1 })
    expect(merged['my_app']).to eq('x' => 'custom', 'y' => 1)
  end

  it 'replaces all containers by a list' do
    merged = entries('my_app' => baked, 'my app' => { 'containers' => [{ 'only' => { 'image' => 'b' } }] })
    expect(merged['my_app']['containers']).to eq('only' => { 'image' => 'b' })
  end

  it 'keeps the place of the first and the value of the last where a saved node has doubled a list' do
    doubled = [{ 'a' => { 'tag' => '1' } }, { 'b' => {} }, { 'a' => { 'tag' => '2' } }]
    expect(entries('x' => { 'containers' => doubled })['x']['containers']).to eq('a' => { 'tag' => '2' }, 'b' => {})
  end

  it 'keeps lists in the deploy attributes of other cookbooks as they are' do
    expect(entries('rails' => { 'domains' => %w(a b) })['rails']).to eq('domains' => %w(a b))
  end

  it 'merges data volumes by name and replaces their paths' do
    volumes = { 'data_volumes' => { 'socks' => ['/a'], 'static' => ['/s'] } }
    merged = entries('my_app' => volumes, 'my app' => { 'data_volumes' => { 'socks' => ['/b'] } })
    expect(merged['my_app']['data_volumes']).to eq('socks' => ['/b'], 'static' => ['/s'])
  end

  it 'leaves what is neither list nor object for validation' do
    expect(entries('x' => { 'containers' => 'none' })['x']['containers']).to eq('none')
  end

  it 'reports a third spelling and entries that are no objects' do
    merge = described_class.new('my app' => {}, 'My-App' => {}, 'list' => [])
    expect(merge.problems).to eq(
      [
        'deploy.My-App: is the same app as "my app" (short name my_app); use my_app',
        'deploy.list: should be an object',
      ],
    )
  end
end
