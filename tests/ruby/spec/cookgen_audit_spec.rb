require_relative 'spec_helper'
require_relative 'support/host'

RSpec.describe Cookgen::Audit do
  let(:log) { FakeLog.new }
  let(:audit) { described_class.new(log, 'ann', FakeClock.new) }

  def entries
    File.read(described_class.path).split("\n").map { |line| JSON.parse(line) }
  end

  it 'passes on what is said, and writes one object per line that only root can read' do
    audit.info("app0 \"ready\"\nnow")
    audit.warn('slow')
    audit.note('replace app0')

    expect(log.lines).to eq(["app0 \"ready\"\nnow", 'warning: slow'])
    expect(entries.map { |entry| entry.values_at('at', 'who', 'level', 'text') }).to eq([
      ['2026-02-01T12:00:00Z', 'ann', 'info', "app0 \"ready\"\nnow"],
      ['2026-02-01T12:00:00Z', 'ann', 'warning', 'slow'],
      ['2026-02-01T12:00:00Z', 'ann', 'plan', 'replace app0'],
    ])
    expect(File.stat(described_class.path).mode & 0777).to eq(0600)
  end

  it 'begins a new file before the old one grows too large' do
    stub_const('Cookgen::Audit::LIMIT', 10)
    2.times { audit.info('x' * 20) }

    expect([entries.length, File.exist?("#{described_class.path}.1")]).to eq([1, true])
  end

  it 'goes on, and says so once, where the disk is full' do
    allow(File).to receive(:open).and_raise(Errno::ENOSPC)
    2.times { audit.info('x') }

    expect(log.lines.grep(/no record could be written/).length).to eq(1)
    expect(log.lines.count('x')).to eq(2)
  end
end
