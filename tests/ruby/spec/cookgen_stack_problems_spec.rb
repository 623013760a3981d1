RSpec.describe Cookgen::StackProblems do
  socks = { 'app' => { 'data_volumes' => { 'socks' => ['/socks'] } } }
  data = { 'app' => { 'database' => { 'host' => 'h' } } }
  path = 'deploy.shop.containers'
  long = "/socks/#{'s' * 100}%{app_name}"

  {
    'names that collide by number' =>
      [{ 'web' => { 'containers' => 11 }, 'web1' => {} }, {},
       "#{path}.web1: its container web10 has the name of one of #{path}.web"],
    'one host port for two instances' =>
      [{ 'web' => { 'containers' => 2, 'ports' => ['80:80'] } }, {},
       "#{path}.web.ports: host port 80 is taken by web0 (containers is more than 1)"],
    'one host port for two services' =>
      [{ 'a' => { 'ports' => ['80:80'] }, 'b' => { 'ports' => ['80:81'] } }, {}, "#{path}.b.ports: host port 80 is taken by a0"],
    'two instances at one socket' => [
      { 'web' => { 'containers' => '2', 'volumes_from' => ['socks'], 'command' => '-l /socks/a.sock' } }, socks,
      "#{path}.web: web0 and web1 would bind one socket; put %{app_name} into its path (containers is more than 1)"
    ],
    'two services at one socket' => [
      Hash[%w(a b).map { |name| [name, { 'volumes_from' => ['socks'], 'socket' => '/socks/a' }] }], socks,
      "#{path}.b: a0 and b0 would bind one socket; put %{app_name} into its path"
    ],
    'a socket in no volume' =>
      [{ 'web' => { 'socket' => '/tmp/%{app_name}' } }, {},
       "#{path}.web.socket: lies in no volume of the container, so that no proxy can reach it"],
    'a socket with too long a path' => [
      { 'web' => { 'volumes_from' => ['socks'], 'socket' => long } }, socks,
      "#{path}.web.socket: is 117 bytes long; a unix socket's path takes 107"
    ],
    'a database that nobody delivers' =>
      [{ 'web' => { 'database' => true } }, {}, "#{path}.web.database: is wanted, but the runtime delivers none for the app"],
    'an unknown hole' => [
      { 'web' => { 'env' => { 'A' => '%{app_nme}' } } }, {},
      "#{path}.web: %{app_nme} is not known; known: app_name, instance, public_ip, opsworks"
    ],
    'a hole without value' =>
      [{ 'web' => { 'command' => '%{public_ip}' } }, {},
       "#{path}.web: %{public_ip} has no value on this host; give cookgen.public_ip"],
    'a path to ask and no place to ask it' => [
      { 'web' => { 'readiness' => { 'http' => '/up' } } }, {},
      "#{path}.web.readiness: needs a port or a socket: the container publishes none"
    ],
    'two mounts at one place' =>
      [{ 'web' => { 'volumes' => ['/a:/x', '/b:/x'] } }, {}, "#{path}.web.volumes: mount /x twice"],
    'a secret over a mount' => [
      { 'web' => { 'volumes' => ['/a:/run/secrets/X'], 'secrets' => ['X'] } }, { 'cookgen' => { 'secrets' => { 'X' => 'x' } } },
      "#{path}.web.secrets: mount /run/secrets/X twice"
    ],
    'two secrets at one place' => [
      { 'web' => { 'secrets' => ['X', { 'source' => 'X', 'target' => './X' }] } },
      { 'cookgen' => { 'secrets' => { 'X' => 'x' } } },
      "#{path}.web.secrets: mount /run/secrets/X twice",
    ],
    'a link into no common network' => [
      { 'web' => { 'networks' => ['a'], 'links' => ['db0'] }, 'db' => { 'networks' => ['b'] } }, {},
      "#{path}.web.links: db0 is in none of its networks"
    ],
    'a login and a helper' => [
      { 'web' => {} }, { 'docker' => { 'registries' => { 'quay.io' => { 'username' => 'x', 'credential_helper' => 'y' } } } },
      'docker.registries.quay.io: should have username and password, or credential_helper'
    ],
    'a helper by a path' => [
      { 'web' => {} }, { 'docker' => { 'registries' => { 'quay.io' => { 'credential_helper' => '../x' } } } },
      'docker.registries.quay.io.credential_helper: should be the name of a helper, like ecr-login'
    ],
    'two paths with one volume name' => [
      { 'web' => {} }, { 'app' => { 'data_volumes' => { 'v' => ['/a/b', '/a-b'] } } },
      'deploy.shop.data_volumes.v: /a-b would share the volume shop_v_a-b with /a/b'
    ],
    'paths that are none' => [
      { 'web' => {} }, { 'app' => { 'data_volumes' => { 'v' => ['a:b'] } } },
      'deploy.shop.data_volumes.v: should be a list of absolute paths, or {"volumes": [paths]}'
    ],
    'a name that docker would refuse' =>
      [{ 'Web' => {} }, {},
       "#{path}.Web: should be named in lower case letters, digits, - and _, with no -g and number at the end"],
    'a name like a generation' =>
      [{ 'web0-g' => {} }, {},
       "#{path}.web0-g: should be named in lower case letters, digits, - and _, with no -g and number at the end"],
    'an unknown manual container' => [{ 'web' => {} }, { 'manual' => ['webb'] }, 'manual: no container is called webb'],
    'app variables that are none' =>
      [{ 'web' => {} }, { 'app' => { 'environment' => { 'A' => ['x'] } } },
       'deploy.shop.environment.A: should be text, a number, true or false'],
    'a registry that is none' => [
      { 'web' => {} }, { 'docker' => { 'registries' => { 'quay.io' => { 'user' => 'x' } } } },
      'docker.registries.quay.io.user: is unknown here; known: username, password, credential_helper'
    ],
    'a password of two lines' => [
      { 'web' => {} }, { 'docker' => { 'registries' => { 'quay.io' => { 'password' => "a\nb" } } } },
      'docker.registries.quay.io.password: should be one line of text'
    ],
    'log options that are none' =>
      [{ 'web' => {} }, { 'docker' => { 'install' => { 'log_opts' => 'x' } } }, 'docker.install.log_opts: should be an object'],
  }.each do |name, (containers, more, problem)|
    it "finds #{name}" do
      expect(Stacks.problems(Stacks.node(containers, more))).to eq([problem])
    end
  end

  {
    'names of two apps that collide' => [
      { 'a' => { 'containers' => { 'web' => { 'image' => 'x' } } }, 'b' => { 'containers' => { 'web' => { 'image' => 'x' } } } },
      'deploy.b.containers.web: its container web0 has the name of one of deploy.a.containers.web',
    ],
    # Crashed in the origin: the guard let the app in, then nil had no `each`.
    'an app that says it is ours but has no containers' => [
      { 'a' => { 'environment_variables' => { 'APP_TYPE' => 'docker' }, 'container' => {}, 'application_type' => 'other' } },
      'deploy.a: has no containers; keys present: application_type, container, environment_variables; apps with containers: none',
    ],
    'data volumes without containers' => [
      { 'a' => { 'data_volumes' => {} } },
      'deploy.a: has no containers; keys present: data_volumes; apps with containers: none',
    ],
    'containers that are no object' =>
      [{ 'a' => { 'containers' => [{ 'web' => { 'image' => 'x' } }, 'y'] } },
       'deploy.a.containers[1]: should be an object {name: {...}}'],
    'networks of two apps with one name' => [
      { 'a' => { 'containers' => { 'w' => { 'image' => 'x', 'networks' => ['b_c'] } } },
        'a_b' => { 'containers' => { 'v' => { 'image' => 'x', 'networks' => ['c'] } } } },
      'deploy.a_b: its network c would be a_b_c, as b_c of a',
    ],
    'a container that is no object' => [{ 'a' => { 'containers' => { 'web' => 'x' } } },
                                        'deploy.a.containers.web: should be an object'],
    'a third spelling of an app' => [
      { 'my app' => { 'containers' => {} }, 'My App' => {} },
      'deploy.My App: is the same app as "my app" (short name my_app); use my_app',
    ],
    'a name of no letters' => [{ '!' => { 'containers' => {} } }, "deploy._: the app's name should have a letter or digit"],
  }.each do |name, (deploy, problem)|
    it "finds #{name}" do
      expect(Stacks.problems('deploy' => deploy)).to eq([problem])
    end
  end

  {
    'no problem in a port range for several' => [{ 'web' => { 'containers' => 2, 'ports' => ['8000-8001:80'] } }, {}],
    'no problem in a dependency that need not be there' =>
      [{ 'web' => { 'depends_on' => { 'gone' => { 'required' => false }, 'db' => { 'condition' => 'service_healthy' } } },
         'db' => {} }, {}],
    'no problem in links within a network, or without any' =>
      [{ 'web' => { 'networks' => %w(a b), 'links' => ['db0'] }, 'db' => { 'networks' => ['b'], 'links' => ['x0'] },
         'x' => { 'networks' => ['b'], 'links' => [] } }, {}],
    'no problem in a helper beside an empty login' =>
      [{ 'web' => {} },
       { 'docker' => { 'registries' => { 'quay.io' => { 'username' => '', 'credential_helper' => 'ecr-login' } } } }],
    'no problem in ports of cron' => [{ 'a' => { 'ports' => ['80:80'] }, 'b' => { 'ports' => ['80:80'], 'deploy' => 'cron' } },
                                      {}],
    'no problem in ports on hosts of other layers' => [
      { 'a' => { 'ports' => ['80:80'] },
        'b' => { 'ports' => ['80:80'], 'layers' => ['db'] } }, { 'cookgen' => { 'layers' => ['docker'] } }
    ],
    'no problem in private sockets of one name' => [{ 'web' => { 'containers' => 2, 'command' => '-l /tmp/a.sock' } }, {}],
    'no problem in a mount over a data volume' =>
      [{ 'web' => { 'volumes_from' => ['socks'], 'volumes' => ['/h:/socks'] } }, socks],
    'no problem in a database that is there' => [{ 'web' => { 'database' => true } }, data],
    'no problem in none at all' => [{ 'web' => { 'containers' => 0, 'env' => nil, 'ports' => [] } }, {}],
    'no problem in manual by service or instance' => [{ 'web' => { 'containers' => 2 } }, { 'manual' => %w(web web1) }],
  }.each do |name, (containers, more)|
    it "finds #{name}" do
      expect(Stacks.problems(Stacks.node(containers, more))).to eq([])
    end
  end
end
