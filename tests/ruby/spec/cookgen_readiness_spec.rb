RSpec.describe Cookgen::Readiness do
  def ready(fields, generation = nil)
    Stacks.web(fields, 'app' => { 'data_volumes' => { 'socks' => ['/socks'] } }).readiness(generation)
  end

  socket = { 'volumes_from' => ['socks'], 'socket' => '/socks/%{app_name}.sock' }

  {
    'waits three seconds where it knows nothing' => [{}, { 'kind' => 'settle', 'settle' => 3, 'deadline' => 60, 'rise' => 1 }],
    'waits the time that is said' => [{ 'startup_time' => '60' }, { 'kind' => 'settle', 'settle' => 60, 'deadline' => 120 }],
    'asks the first TCP port' => [{ 'ports' => ['53:53/udp', '80:8080'] }, { 'kind' => 'tcp', 'port' => 8080 }],
    'asks the socket over HTTP first of all' =>
      [socket.merge('ports' => ['80:80']), { 'kind' => 'http', 'path' => '/', 'socket' => '/socks/web0.sock' }],
    'asks a path at the socket' =>
      [socket.merge('readiness' => { 'http' => '/up' }),
       { 'kind' => 'http', 'path' => '/up', 'socket' => '/socks/web0.sock', 'status' => [200, 399] }],
    'asks a path at the published port' =>
      [{ 'ports' => ['80:3000'], 'readiness' => { 'http' => '/up' } }, { 'kind' => 'http', 'path' => '/up', 'port' => 3000 }],
    'asks a path at a given port' =>
      [{ 'readiness' => { 'http' => { 'port' => 3000, 'status' => 204 } } },
       { 'path' => '/', 'port' => 3000, 'status' => [204, 204] }],
    'asks a given socket' =>
      [{ 'readiness' => { 'http' => { 'socket' => '/s/%{app_name}' } } }, { 'kind' => 'http', 'socket' => '/s/web0' }],
    'connects to a port' => [{ 'readiness' => { 'tcp' => '3000' } }, { 'kind' => 'tcp', 'port' => 3000 }],
    'connects to a socket' => [{ 'readiness' => { 'unix' => '/s/%{instance}' } }, { 'kind' => 'unix', 'socket' => '/s/web0' }],
    'runs a command' => [{ 'readiness' => { 'exec' => "test -e 'a b'" } }, { 'kind' => 'exec', 'argv' => ['test', '-e', 'a b'] }],
    'reads its times' => [
      { 'readiness' => { 'interval' => '200ms', 'timeout' => '1s', 'rise' => '2', 'deadline' => '2m' } },
      { 'interval' => 0.2, 'timeout' => 1, 'rise' => 2, 'deadline' => 120, 'kind' => 'settle' },
    ],
  }.each do |name, (fields, expected)|
    it(name) { expect(ready(fields)).to include(expected) }
  end

  it 'asks the socket of the generation' do
    expect(ready(socket, 4)['socket']).to eq('/socks/web0-g4.sock')
  end

  it 'takes any answer below 500 where nobody said what to ask for' do
    expect(ready(socket)).not_to have_key('status')
  end

  it 'asks a fixed socket where the container has one' do
    fields = { 'volumes_from' => ['socks'], 'command' => '-l /socks/a.sock' }
    expect(ready(fields, 2)).to include('kind' => 'http', 'socket' => '/socks/a.sock')
  end
end
