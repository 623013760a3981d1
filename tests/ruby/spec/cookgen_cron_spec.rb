require 'fileutils'

RSpec.describe Cookgen::Cron do
  let(:crontabs) { File.join(Cookgen.root, 'cron.d') }
  let(:root) { Cookgen.root }
  let(:pem) { "-----BEGIN-----\nit's $(secret)\n" }
  let(:fields) do
    {
      'deploy' => 'cron', 'cron' => { 'minute' => 59 }, 'env' => { 'PLAIN' => "50% it's", 'PEM' => pem },
      'command' => ['sh', '-c', "date +%Y; echo \"$HOME\" 'x'", "two\nlines", '--', '']
    }
  end

  def containers(more = {})
    Stacks.stack(Stacks.node('job' => fields.merge(more))).app('shop').containers
  end

  def cron(given = containers)
    described_class.new('shop', given, crontabs) { 'sha256:1' }
  end

  def install(one = cron)
    one.files.each { |path, (mode, content)| described_class.write(path, mode, content) }
  end

  # What the script would run, word by word: with a docker and a logger of ours in front.
  def run(path)
    bin = File.join(root, 'bin')
    FileUtils.mkdir_p(bin)
    File.write(File.join(bin, 'docker'),
      "#!/bin/sh\nprintf '%s\\0' \"$@\" >#{root}/words\nprintf %s \"$PEM\" >#{root}/pem\necho out\nexit 3\n")
    File.write(File.join(bin, 'logger'), "#!/bin/sh\necho \"$@: $(cat)\" >>#{root}/log\n")
    FileUtils.chmod(0755, Dir.glob("#{bin}/*"))
    File.write(path, File.read(path).sub(/^PATH=/, "PATH=#{bin}:"))
    Process.wait2(Process.spawn(path)).last.exitstatus
  end

  it 'writes a crontab that names a script, the script and its variables' do
    files = cron.files
    expect(files.keys).to eq(["#{root}/shop/cron/job0.env", "#{root}/shop/cron/job0", "#{crontabs}/cookgen-shop"])
    expect(files.values.map(&:first)).to eq([0600, 0700, 0644])
    expect(files["#{crontabs}/cookgen-shop"].last.lines.to_a.last).to eq("59 * * * * root #{root}/shop/cron/job0\n")
    expect(files["#{root}/shop/cron/job0.env"].last).to eq("PLAIN=50% it's\n")
  end

  # Defects 18, 19 and 22 of the origin: quotes, % and variables in the clear.
  it 'shows nothing of command and variables to cron' do
    expect(cron.files["#{crontabs}/cookgen-shop"].last).not_to match(/date|secret|50%/)
  end

  describe 'in several networks' do
    # A docker that notes each command in a line of its own; `create` leaves an id where there is nothing to complain about.
    def run_joined(complaint = nil)
      install(cron(containers('networks' => %w(a b c))))
      bin = File.join(root, 'bin')
      FileUtils.mkdir_p(bin)
      create = complaint ? "echo #{complaint} >&2" : 'echo ID >"$3"; echo ID; echo warning >&2'
      notes = "printf '%s|' \"$@\" >>#{root}/words; echo >>#{root}/words"
      answers = "case $1 in create) #{create} ;; network) echo joined ;; start) echo out; exit 3 ;; esac"
      File.write(File.join(bin, 'docker'), "#!/bin/sh\n#{notes}\n#{answers}\n")
      File.write(File.join(bin, 'logger'), "#!/bin/sh\ncat >>#{root}/log\n")
      FileUtils.chmod(0755, Dir.glob("#{bin}/*"))
      path = "#{root}/shop/cron/job0"
      File.write(path, File.read(path).sub(/^PATH=/, "PATH=#{bin}:"))
      Process.wait2(Process.spawn(path)).last.exitstatus
    end

    it 'makes the container, joins it to the others, and ends as it ends' do
      expect(run_joined).to eq(3)
      words = File.read("#{root}/words").gsub("\n", '').split('|')
      expect(words.first(4)).to eq(['create', '--cidfile', "#{root}/shop/cron/job0.id", '--rm'])
      expect(words.join(' ')).to end_with('network connect shop_b ID network connect shop_c ID start --attach ID')
      expect(File.read("#{root}/log").lines.map(&:chomp)).to eq(%w(warning joined joined out) + ['failed with status 3'])
    end

    it 'says why there is none' do
      expect([run_joined('refused'), File.read("#{root}/log")]).to eq([1, "refused\n"])
    end

    it 'leaves its id in a file that is known' do
      one = cron(containers('networks' => %w(a b)))
      install(one)
      File.write("#{root}/shop/cron/job0.id", 'ID')
      expect(one.stale).to eq([])
    end
  end

  it 'hands every word and variable to docker as it is, and ends as the container ends' do
    install
    expect(run("#{root}/shop/cron/job0")).to eq(3)
    words = File.read("#{root}/words").split("\0", -1)[0..-2]
    expect(words.last(7)).to eq(['sha256:1', *fields['command']])
    expect(words.first(4)).to eq(['run', '--rm', '--label', 'cookgen.task=shop/job0/cron'])
    expect(Stacks.values(words, '--env-file')).to eq(["#{root}/shop/cron/job0.env"])
    expect(Stacks.values(words, '--env')).to eq(['PEM'])
    expect(File.read("#{root}/pem")).to eq(pem)
  end

  it 'sends what the container prints and how it ended to syslog' do
    install
    run("#{root}/shop/cron/job0")
    expect(File.read("#{root}/log")).to eq("-t cookgen-job0: out\n-t cookgen-job0: failed with status 3\n")
  end

  it 'skips a run while the last one goes on' do
    install
    File.open("#{root}/shop/cron/job0.lock", 'w') do |lock|
      lock.flock(File::LOCK_EX)
      expect(run("#{root}/shop/cron/job0")).to eq(0)
    end
    expect(File.exist?("#{root}/words")).to be(false)
    expect(File.read("#{root}/log")).to include('skipped: the last run still goes on')
  end

  it 'uses the logins of cookgen where there are any' do
    FileUtils.mkdir_p("#{root}/docker")
    expect(cron.files["#{root}/shop/cron/job0"].last).to include("docker --config #{root}/docker run")
  end

  it 'has nothing to write the second time' do
    install
    again = cron.files.reject { |path, (mode, content)| described_class.current?(path, mode, content) }
    expect([again, cron.stale]).to eq([{}, []])
  end

  it 'sees a file that somebody changed or opened to others' do
    install
    File.chmod(0644, "#{root}/shop/cron/job0.env")
    File.write("#{root}/shop/cron/job0", 'x')
    again = cron.files.reject { |path, (mode, content)| described_class.current?(path, mode, content) }
    expect(again.keys.map { |path| File.basename(path) }).to eq(%w(job0.env job0))
  end

  it 'removes all of it with the last container, lock included' do
    install
    File.write("#{root}/shop/cron/job0.lock", '')
    gone = cron([]).stale.map { |path| path.sub(root, '') }.sort
    expect(gone).to eq(%w(/cron.d/cookgen-shop /shop/cron/job0 /shop/cron/job0.env /shop/cron/job0.lock))
    expect(cron([]).files).to eq({})
  end

  it 'removes the surplus of a smaller number' do
    install(cron(containers('containers' => 2)))
    expect(cron.stale.map { |path| File.basename(path) }.sort).to eq(%w(job1 job1.env))
  end

  it 'knows the apps by crontabs of its own, and no others' do
    install
    File.write("#{crontabs}/cookgen-theirs", '* * * * * root x')
    expect(described_class.apps(crontabs)).to eq(['shop'])
  end

  it 'leaves no half-written file behind' do
    install
    expect(Dir.glob("#{root}/**/*.new")).to eq([])
  end

  it 'refuses what neither file nor script can carry' do
    expect { cron(containers('env' => { 'PATH' => "a\nb" })).files }.to raise_error(Cookgen::Error, /PATH/)
  end
end
