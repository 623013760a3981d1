require_relative 'spec_helper'

RSpec.describe Cookgen::Mask do
  def masked(line, env)
    described_class.new(env).lines([line]).first
  end

  it 'takes values out of lines, wherever they stand and however often' do
    expect(masked('url=db://u:pa$$w.rd@h pa$$w.rd', 'PASSWORD' => 'pa$$w.rd')).to eq('url=db://u:***@h ***')
  end

  it 'takes the longest value first' do
    expect(masked('secret-and-more', 'A' => 'secret', 'B' => 'secret-and-more')).to eq('***')
  end

  it 'takes out each line of a value of several lines' do
    expect(masked('got MIIEvQIB', 'KEY' => "-----BEGIN-----\nMIIEvQIB\n")).to eq('got ***')
  end

  it 'leaves words that are no secrets' do
    expect(masked('1 yes', 'A' => '1', 'B' => 'yes', 'C' => '')).to eq('1 yes')
  end
end
