require_relative 'spec_helper'
require_relative 'support/host'

# What Ruby itself prints of an object when something is wrong with our code.
RSpec.describe 'Objects that hold settings' do
  let(:stack) { Stacks.stack(Stacks.article_node) }
  let(:container) { stack.app('amazing_application').containers.first }
  let(:tools) { Host.new.tools }

  {
    'a stack' => -> { stack }, 'its runtime' => -> { stack.runtime }, 'an app' => -> { container.instance_variable_get(:@home) },
    'a container' => -> { container }, 'a notifier' => -> { Cookgen::Notifier.new(stack, tools) },
    'a rollback' => -> { Cookgen::Rollback.new(stack, tools) }, 'a deploy' => -> { Cookgen::Deploy.new(stack, tools) },
    'a step' => -> { Cookgen::Step.new(:start, :container => container) }
  }.each do |what, object|
    it "do not show what #{what} knows" do
      expect(container.environment['DB_PASSWORD']).to eq("p%{a}s'w d")
      expect(instance_exec(&object).inspect).not_to include("p%{a}s'w d")
    end
  end
end
