require_relative 'spec_helper'

RSpec.describe Cookgen::DeployFailed do
  it 'says where it stopped, who, why, its last words and what serves now' do
    error = described_class.new(
      'readiness',
      :container => 'app0-g3', :reason => 'not ready after 60 s', :log_lines => %w(a b), :outcome => 'the old one serves',
    )

    expect(error.message).to eq(
      "deploy failed at readiness: app0-g3: not ready after 60 s\nits last lines:\n  | a\n  | b\nthe old one serves",
    )
  end

  it 'leaves out what it does not know' do
    expect(described_class.new('pull', :reason => 'no route').message)
      .to eq("deploy failed at pull: no route\nnothing was touched")
  end
end
