RSpec.describe Cookgen::FieldCheck do
  {
    { 'image' => 'app:v1' } => '.image: has a tag inside; give it as `tag`',
    { 'image' => 'host:5000/a:v1' } => '.image: has a tag inside; give it as `tag`',
    { 'image' => 'a@sha256:12' } => '.image: should end in @sha256: and 64 hex digits',
    { 'image' => '-x' } => '.image: should be an image name',
    { 'image' => "a\n--privileged" } => '.image: should be an image name',
    { 'image' => 5 } => '.image: should be text',
    { 'tag' => 2.1 } => '.tag: should be text: a number loses its last zeros',
    { 'tag' => '-x' } => '.tag: should be an image tag',
    { 'tag' => 'a b' } => '.tag: should be an image tag',
    { 'containers' => 'abc' } => '.containers: should be a whole number from 0 to 999',
    { 'containers' => 1_000_000 } => '.containers: should be a whole number from 0 to 999',
    { 'deploy' => 'automatic' } => '.deploy: should be auto, manual, cron',
    { 'database' => 'maybe' } => '.database: should be true or false',
    { 'startup_time' => 'long' } => '.startup_time: should be seconds, or like "90s" or "1m30s"',
    { 'command' => "echo 'x" } => '.command: should be a list of words, or text with its quotes closed',
    { 'command' => { 'a' => 1 } } => '.command: should be a list of words, or text with its quotes closed',
    { 'migration' => { 'timeout' => 5 } } => '.migration.command: is missing',
    { 'migration' => { 'command' => 'x', 'user' => 1 } } => '.migration.user: is unknown here; known: command, timeout',
    { 'ports' => ['80:80', 'http'] } => '.ports[1]: should be like "80:80" or "127.0.0.1:80:80/tcp"',
    { 'volumes' => './a:/b' } => '.volumes[0]: should be like "/host:/container" or "/host:/container:ro"',
    { 'env' => ['A=1'] } => '.env: should be an object',
    { 'env' => { 'A B' => 1 } } => '.env.A B: is no name of a variable',
    { 'env' => { 'A' => ['x'] } } => '.env.A: should be text, a number, true or false',
    { 'env' => { 'A' => { '$secret' => 'X', 'y' => 1 } } } => '.env.A: should be text, or {"$secret": "NAME"}',
    { 'env' => { 'A' => { '$secret' => '../X' } } } => '.env.A: should be text, or {"$secret": "NAME"}',
    { 'command' => { '$secret' => 'X' } } => '.command: should be a list of words, or text with its quotes closed',
    { 'labels' => { 'cookgen.app' => 'x' } } => '.labels.cookgen.app: is a name that cookgen keeps for itself',
    { 'links' => [['a']] } => '.links[0]: should be text',
    { 'restart' => 'sometimes' } => '.restart: should be no, always, unless-stopped or on-failure[:times]',
    { 'stop_signal' => '-9;' } => '.stop_signal: should be a signal like SIGQUIT',
    { 'socket' => 'a.sock' } => '.socket: should be an absolute path',
    { 'cron' => { 'minute' => 60 } } => '.cron.minute: should be *, or numbers 0 to 59 with , - and /',
    { 'cron' => { 'second' => 1 } } => '.cron.second: is unknown here; known: minute, hour, day, month, weekday',
    { 'logging' => { 'driver' => [] } } => '.logging.driver: should be text',
    { 'notifications' => { 'slack' => {} } } => '.notifications.slack: is unknown here; known: rollbar',
    { 'readiness' => { 'http' => 'up' } } => '.readiness.http: should be a path like "/up"',
    { 'readiness' => { 'http' => { 'port' => 0 } } } => '.readiness.http.port: should be a port',
    { 'readiness' => { 'http' => { 'port' => 80,
                                   'status' => 'ok' } } } => '.readiness.http.status: should be like 200 or "200-399"',
    { 'readiness' => { 'tcp' => 80, 'exec' => 'x' } } => '.readiness: should have one of http, tcp, unix, exec',
    { 'readiness' => { 'rise' => 0 } } => '.readiness.rise: should be 1 or more',
    { 'readiness' => { 'exec' => '' } } => '.readiness.exec: should be a command',
    { 'environment' => {} } => '.environment: is unknown here; use env',
    { 'scale' => 2 } => '.scale: is unknown here; use containers',
    { 'commnad' => 'x' } => '.commnad: is no field of a container',
  }.each do |fields, problem|
    it "says #{problem}" do
      expect(Stacks.web_problems(fields)).to eq([problem])
    end
  end

  {
    'holes in ports' => [{ 'ports' => ['%{public_ip}:80:80'] }, { 'cookgen' => { 'public_ip' => '1.2.3.4' } }],
    'holes in volumes' => [{ 'volumes' => ['%{app_name}-data:/data'] }, {}],
    'keys that begin with x-' => [{ 'x-note' => ['anything'], 'cron' => { 'x-why' => 1 } }, {}],
    'a signal by number' => [{ 'stop_signal' => 15 }, {}],
    'the rollbar of the article' => [{ 'notifications' => { 'rollbar' => { 'access_token' => '', 'env_var' => 'A' } } }, {}],
    'a variable of any name that docker takes' => [{ 'env' => { 'a.b-c' => 'x', '#d' => 'y', 'ü' => 'z' } }, {}],
  }.each do |name, (fields, more)|
    it "takes #{name}" do
      expect(Stacks.web_problems(fields, more)).to eq([])
    end
  end
end
