require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Lock do
  let(:clock) { FakeClock.new }

  def lock(who = 'me')
    described_class.new(clock, who)
  end

  it 'lets one run at a time and says who it is and since when' do
    lock('first').hold(0) do
      expect { lock.hold(5) { nil } }
        .to raise_error(Cookgen::Error, /first \(process #{Process.pid}\) since 2026-02-01T12:00:00Z\z/)
    end
  end

  it 'waits as long as it is told' do
    before = clock.now
    lock.hold(0) do
      expect { lock.hold(5) { nil } }.to raise_error(Cookgen::Error)
    end

    expect(clock.now - before).to be_between(5, 5.5)
  end

  it 'is free again afterwards, even when the block fails' do
    expect { lock.hold(0) { raise IOError } }.to raise_error(IOError)

    expect(lock.hold(0) { :free }).to eq(:free)
  end

  it 'is dropped when its holder dies' do
    Process.wait(fork { lock.hold(0) { exit! } })

    expect(lock.hold(0) { :free }).to eq(:free)
  end
end
