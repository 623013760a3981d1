RSpec.describe Cookgen::Container do
  {
    %w(back) => [['shop_back'], %w(web web1), []],
    %w(back front) => [['shop_back'], %w(web web1), ['network connect --alias web --alias web1 shop_front ID']],
    { 'back' => { 'aliases' => ['api', '%{app_name}.lab', 'web'] }, 'front' => {} } =>
      [['shop_back'], %w(web web1 api web1.lab), ['network connect --alias web --alias web1 shop_front ID']],
    [] => [[], [], []],
  }.each do |networks, (first, aliases, others)|
    it "is in #{networks.inspect} by the names of its service and its own" do
      web = Stacks.stack(Stacks.node('web' => { 'networks' => networks, 'containers' => 2 })).app('shop').containers.last
      argv = web.create_argv(1, 'IMAGE')
      expect([Stacks.values(argv, '--network'), Stacks.values(argv, '--network-alias')]).to eq([first, aliases])
      expect(web.connect_argvs('ID').map { |words| words.join(' ') }).to eq(others)
    end
  end

  it 'changes its fingerprint with a second network, and with an alias in it' do
    prints = [%w(a), %w(a b), { 'a' => {}, 'b' => { 'aliases' => ['x'] } }, %w(b a)].map do |networks|
      Stacks.web('networks' => networks).fingerprint('I')
    end
    expect(prints.uniq.length).to eq(4)
  end

  it 'does not change it by spelling' do
    expect(Stacks.web('networks' => { 'a' => {} }).fingerprint('I')).to eq(Stacks.web('networks' => ['a']).fingerprint('I'))
  end
end
