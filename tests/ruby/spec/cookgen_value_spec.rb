RSpec.describe Cookgen::Value do
  {
    :count => [[3, 3], ['3', 3], ['010', 10], [0, 0], [-1, nil], ['abc', nil], ['', nil], [nil, nil], [1.5, nil], [true, nil]],
    :boolean => [[true, true], ['true', true], ['False', false], ['1', true], [0, false], ['maybe', nil], [nil, nil], [[], nil]],
    :seconds => [
      [60, 60], [0.5, 0.5], ['60', 60], ['1.5', 1.5], ['200ms', 0.2], ['10s', 10], ['1m30s', 90], ['2h', 7200],
      ['-1', nil], [-1, nil], ['soon', nil], ['5 s', nil], ["5s\n", nil], [nil, nil], [[1], nil]
    ],
    :text => [['a', 'a'], [1, '1'], [true, 'true'], [nil, nil], [[], nil], [{}, nil], ["a\0b", nil]],
    :words => [
      ['bundle exec rake', %w(bundle exec rake)],
      ["sh -c 'date +%Y; echo $HOME'", ['sh', '-c', 'date +%Y; echo $HOME']],
      ['a "b c" d\ e', ['a', 'b c', 'd e']],
      [['a b', 3, true], ['a b', '3', 'true']],
      ['', []],
      ["it's", nil],
      [['a', nil], nil],
      [['a', ['b']], nil],
      [5, nil],
      ["a\0b", nil],
    ],
    :blank? => [[nil, true], ['', true], [" \n", true], [[], true], [{}, true], [0, false], [false, false], ['a', false]],
  }.each do |method, table|
    table.each do |value, expected|
      it "#{method} of #{value.inspect} is #{expected.inspect}" do
        expect(described_class.send(method, value)).to eq(expected)
      end
    end
  end

  it 'copies what it is given down to the strings and leaves out nil' do
    given = { :a => { 'b' => ['x'.freeze, nil, { 'c' => nil }].freeze }.freeze, 'n' => nil }.freeze
    copy = described_class.plain(given)
    copy['a']['b'].first << 'y'
    expect(copy).to eq('a' => { 'b' => ['xy', {}] })
  end

  it 'makes plain hashes of any subclass' do
    expect(described_class.plain(Class.new(Hash)[:a, 1]).class).to be(Hash)
  end

  it 'sorts numbers in names as numbers' do
    names = %w(docker10 docker2 docker1a docker1 web)
    expect(names.sort_by { |name| described_class.natural(name) }).to eq(%w(docker1 docker1a docker2 docker10 web))
  end

  it 'sorts what begins with a digit too' do
    expect(%w(b 1b 10 2).sort_by { |name| described_class.natural(name) }).to eq(%w(1b 2 10 b))
  end
end
