require 'json'

# As much of Chef as the helpers touch.
class Chef
  module Exceptions
    class InvalidDataBagPath < StandardError; end
  end

  class DataBag
    class << self
      attr_accessor :bags

      def load(name)
        found = bags.fetch(name) { {} }
        found.is_a?(Exception) ? raise(found) : found
      end
    end
  end

  class DataBagItem
    def self.load(bag, id)
      DataBag.bags[bag][id]
    end
  end

  # Chef's own words for what it cannot open.
  class EncryptedDataBagItem
    def self.load(bag, id)
      item = DataBagItem.load(bag, id)
      raise "Error decrypting data bag value\nand more" if item['value']['encrypted_data'] == 'broken'
      item.merge('value' => item['value']['encrypted_data'].reverse)
    end
  end
end

require File.join(LIBRARIES, 'resource_helpers')

RSpec.describe Cookgen do
  let(:missing) do
    Class.new(StandardError) do
      def response
        Struct.new(:code).new('404')
      end
    end.new
  end

  before { Chef::DataBag.bags = {} }

  it 'builds the stack of a node' do
    expect(described_class.stack(Stacks.article_node, nil).apps.map(&:slug)).to eq(['amazing_application'])
  end

  it 'reads nothing of a node but what it needs' do
    node = Stacks.node({ 'web' => {} }, 'ohai' => { 'secret' => 1 })
    expect(described_class.plain_node(node).keys.sort).to eq(%w(deploy hostname))
  end

  it 'gives the items of a data bag' do
    Chef::DataBag.bags = { 'aws_opsworks_app' => { 'shop' => { 'shortname' => 'shop', 'id' => 'shop' } } }
    expect(described_class.runtime('deploy' => {})).to be_a(Cookgen::Runtime::Opsworks12)
    expect(described_class.data_bag('aws_opsworks_app')).to eq([{ 'shortname' => 'shop', 'id' => 'shop' }])
  end

  it 'takes a bag that is not there for an empty one' do
    Chef::DataBag.bags = { 'a' => missing, 'b' => Chef::Exceptions::InvalidDataBagPath.new }
    expect(%w(a b c).map { |name| described_class.data_bag(name) }).to eq([[], [], []])
  end

  it 'looks into a bag once in a run' do
    node = Class.new(Hash) { define_method(:run_state) { @run_state ||= {} } }.new
    described_class.runtime(node)
    Chef::DataBag.bags = { 'aws_opsworks_app' => { 'shop' => { 'shortname' => 'shop' } } }
    expect(described_class.runtime(node)).to be_a(Cookgen::Runtime::Plain)
  end

  it 'does not take a failure for an empty bag' do
    Chef::DataBag.bags = { 'a' => Errno::ECONNREFUSED.new }
    expect { described_class.data_bag('a') }.to raise_error(Errno::ECONNREFUSED)
  end

  describe 'the data bag of secrets' do
    def secrets
      described_class.runtime({}).secrets
    end

    it 'is read item by item, through Chef where it is encrypted' do
      items = {
        'PLAIN' => { 'id' => 'PLAIN', 'value' => 'a' },
        'CRYPT' => { 'id' => 'CRYPT', 'value' => { 'encrypted_data' => 'cba' } },
      }
      Chef::DataBag.bags = { 'cookgen_secrets' => items }
      expect(%w(PLAIN CRYPT NONE).map { |name| secrets.text(name) }).to eq(['a', 'abc', nil])
    end

    it 'says why an item cannot be read' do
      Chef::DataBag.bags = { 'cookgen_secrets' => { 'X' => { 'id' => 'X', 'value' => { 'encrypted_data' => 'broken' } } } }
      expect(secrets.problem('X')).to eq(
        'no secret X: its item in the data bag cookgen_secrets cannot be read: Error decrypting data bag value',
      )
    end

    it 'need not be there' do
      Chef::DataBag.bags = { 'cookgen_secrets' => missing }
      expect(secrets.problem('X')).to eq('no secret X')
    end

    it 'is not taken for empty where the server does not answer' do
      Chef::DataBag.bags = { 'cookgen_secrets' => Errno::ECONNREFUSED.new }
      expect(secrets.problem('X')).to match(/cannot be read: Connection refused/)
    end
  end

  { 'cron' => true, 'auto' => false }.each do |mode, answer|
    it "says #{answer} to cron where deploy is #{mode}" do
      expect(described_class.cron?(Stacks.node('web' => { 'deploy' => mode }))).to be(answer)
    end
  end

  it 'answers about cron and platform from a node with nothing' do
    expect([described_class.cron?({}), described_class.platform({}).package]).to eq([false, 'docker'])
    expect(described_class.cron?('deploy' => { 'a' => { 'containers' => 'x' },
                                               'b' => { 'containers' => { 'c' => 'd' } } })).to be(false)
  end
end
