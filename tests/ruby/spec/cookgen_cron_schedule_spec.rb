RSpec.describe Cookgen::CronSchedule do
  {
    {} => '* * * * *',
    { 'minute' => 59 } => '59 * * * *',
    { 'minute' => '0, 30', 'hour' => '*/2', 'day' => 1, 'month' => 'jan-mar', 'weekday' => '1-5' } => '0,30 */2 1 jan-mar 1-5',
  }.each do |schedule, line|
    it "writes #{schedule} as #{line}" do
      expect(described_class.line(schedule)).to eq(line)
    end
  end

  {
    'minute' => [[0, 59, '*', '*/5', '1-5', '0,30', '5-59/10', '0'],
                 [60, -1, '', '*/0', '5-1', '1,', ',1', '%', "1\n2", 'a', '1/2/3', [], nil]],
    'hour' => [['23'], ['24']],
    'day' => [[1, 31], [0, 32]],
    'month' => [[1, 'dec', 'JAN-feb'], [0, 13, 'mon', 'feb-jan']],
    'weekday' => [[0, 7, 'mon-fri'], [8, 'jan']],
  }.each do |field, (good, bad)|
    it "takes #{good} and not #{bad} for #{field}" do
      expect(good.reject { |value| described_class.sound?(field, value) }).to eq([])
      expect(bad.select { |value| described_class.sound?(field, value) }).to eq([])
    end
  end
end
