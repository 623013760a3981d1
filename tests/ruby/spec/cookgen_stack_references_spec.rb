RSpec.describe Cookgen::StackReferences do
  path = 'deploy.shop.containers'

  {
    'a link to nobody' => [{ 'web' => { 'links' => ['db0'] } }, "#{path}.web.links: db0 is unknown"],
    'a link to a service' => [{ 'web' => { 'links' => ['db:x'] }, 'db' => {} }, "#{path}.web.links: db is unknown, use db0"],
    # Defect 1 of the origin: app1 was found in app10.
    'a link to the beginning of a name' =>
      [{ 'web' => { 'links' => ['app1'] }, 'app' => {}, 'app10' => {} }, "#{path}.web.links: app1 is unknown"],
    'a link to a cron container' => [
      { 'web' => { 'links' => ['job0'] }, 'job' => { 'deploy' => 'cron' } },
      "#{path}.web.links: job0 never runs on this host (cron, or another layer)",
    ],
    'volumes from nobody' => [{ 'web' => { 'volumes_from' => ['sock'] } }, "#{path}.web.volumes_from: sock is unknown"],
    'a dependency on nobody' => [{ 'web' => { 'depends_on' => ['db'] } }, "#{path}.web.depends_on: db is unknown"],
    'variables from nobody' => [{ 'web' => { 'env_from' => 'db0' }, 'db' => {} },
                                "#{path}.web.env_from: db0 is unknown in this app"],
    'variables from oneself' =>
      [{ 'web' => { 'env_from' => 'web' } }, 'deploy.shop.containers: env_from go in a circle: web -> web'],
    'variables in a circle' => [
      { 'a' => { 'env_from' => 'b' }, 'b' => { 'env_from' => 'c' }, 'c' => { 'env_from' => 'a' } },
      'deploy.shop.containers: env_from go in a circle: a -> b -> c -> a',
    ],
    'a link to oneself' => [
      { 'web' => { 'links' => ['web0'] } },
      'deploy.shop.containers: depends_on, links or volumes_from go in a circle: web0 -> web0',
    ],
    'links in a circle' => [
      { 'a' => { 'links' => ['b0'] }, 'b' => { 'depends_on' => ['a'] } },
      'deploy.shop.containers: depends_on, links or volumes_from go in a circle: a0 -> b0 -> a0',
    ],
  }.each do |name, (containers, problem)|
    it "finds #{name}" do
      expect(Stacks.problems(Stacks.node(containers))).to eq([problem])
    end
  end

  it 'takes links and volumes across apps, in any order of the document' do
    apps = {
      'a' => { 'containers' => {
        'web' => { 'image' => 'x', 'links' => ['db0'], 'volumes_from' => ['db0'],
                   'depends_on' => ['last'] }, 'last' => { 'image' => 'x' }
      } },
      'b' => { 'containers' => { 'db' => { 'image' => 'x' } } },
    }
    expect(Stacks.problems('deploy' => apps)).to eq([])
  end

  it 'finds a link to a container of another layer' do
    node = Stacks.node({ 'web' => { 'links' => ['db0'] }, 'db' => { 'layers' => ['db'] } },
      'cookgen' => { 'layers' => ['docker'] })
    expect(Stacks.problems(node)).to eq(["#{path}.web.links: db0 never runs on this host (cron, or another layer)"])
  end
end
