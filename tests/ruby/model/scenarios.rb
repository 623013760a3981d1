require_relative 'scenario'

module Model
  # All that is looked at.
  module Scenarios
    PUBLISHED = {
      'shop:v1' => 'sha256:a', 'shop:v2' => 'sha256:b', 'shop:v3' => 'sha256:e', 'shop:v4' => 'sha256:f',
      'proxy:v1' => 'sha256:c', 'proxy:v2' => 'sha256:d', 'shop:bad' => 'sha256:bad'
    }.freeze
    SOCKET = %r{\A/volumes/}.freeze

    module_function

    def app(tag, count = 1, more = {})
      { 'app' => {
        'image' => 'shop', 'tag' => tag, 'deploy' => 'auto', 'containers' => count, 'volumes_from' => ['socks'],
        'migration' => 'migrate', 'command' => 'unicorn -l /socks/%{app_name}.sock'
      }.merge(more) }
    end

    def plain(service, tag, more = {})
      { service => { 'image' => 'shop', 'tag' => tag, 'deploy' => 'auto' }.merge(more) }
    end

    def proxy(tag, more = {})
      { 'proxy' => {
        'image' => 'proxy', 'tag' => tag, 'deploy' => 'auto', 'ports' => ['80:80'], 'volumes_from' => ['socks']
      }.merge(more) }
    end

    def shop(*parts)
      { 'shop' => parts.inject(:merge) }
    end

    def apps(id, count)
      Hash[(0...count).map { |index| ["app#{index}", "sha256:#{id}"] }]
    end

    def links(count, volume = 'shop_socks_socks')
      Hash[(0...count).map { |index| ["#{volume}/app#{index}.sock", "app#{index}"] }]
    end

    def scenario(name, before, act, serving, more = {})
      operations = before.map { |one| one.is_a?(Proc) ? one : Ops.deploy(one) }
      operation = act.is_a?(Proc) ? act : Ops.deploy(act)
      fields = {
        :name => name, :before => operations, :act => operation, :serving => serving, :published => PUBLISHED, :guard => [SOCKET]
      }
      Scenario.new(fields.merge(more))
    end

    def all
      deploys + settings + failures + others
    end

    # rubocop:disable Metrics/AbcSize
    def deploys
      first = shop(app('v1', 2), proxy('v1'))
      [
        scenario('first deploy', [], first, apps('a', 2).merge('proxy0' => 'sha256:c'),
          :links => links(2), :in_place => %w(proxy0), :reboot => true, :guard => []),
        *(1..3).map do |count|
          scenario("new image, #{count} of it", [shop(app('v1', count))], shop(app('v2', count)), apps('b', count),
            :links => links(count), :kept => { 'app0' => 1 }, :reboot => count < 3)
        end,
        scenario('every command of a new image fails once', [shop(app('v1', 2))], shop(app('v2', 2)), apps('b', 2),
          :links => links(2), :faults => true),
        scenario('no sockets', [shop(plain('web', 'v1'), plain('worker', 'v1'))], shop(plain('web', 'v2'), plain('worker', 'v1')),
          { 'web0' => 'sha256:b', 'worker0' => 'sha256:a' }, :guard => [%r{\Ashop/}], :reboot => true),
        scenario('generations that are not kept any more', %w(v1 v2 v3).map do |tag|
                                                             shop(app(tag))
                                                           end, shop(app('v4')), apps('f', 1),
          :links => links(1), :kept => { 'app0' => 2 }, :reboot => true),
        scenario('always restarted', [shop(app('v1', 1, 'restart' => 'always'))], shop(app('v2', 1, 'restart' => 'always')),
          apps('b', 1), :links => links(1), :reboot => true),
      ]
    end

    def settings
      both = shop(app('v1', 2), plain('worker', 'v1'))
      [
        scenario('settings of one changed', [both], shop(app('v1', 2), plain('worker', 'v1', 'env' => { 'A' => 'b' })),
          apps('a', 2).merge('worker0' => 'sha256:a'),
          :links => links(2), :kept => { 'worker0' => 1, 'app0' => 0, 'app1' => 0 }, :guard => [SOCKET, /worker/]),
        scenario('more of it', [shop(app('v1', 1))], shop(app('v1', 3)), apps('a', 3), :links => links(3),
          :kept => { 'app0' => 0 }, :guard => [/app0/]),
        scenario('less of it, and new', [shop(app('v1', 3))], shop(app('v2', 1)), apps('b', 1), :links => links(1)),
        scenario('less of it', [shop(app('v1', 3))], shop(app('v1', 1)), apps('a', 1), :links => links(1),
          :kept => { 'app0' => 0 }),
        scenario('a service goes', [both], shop(app('v1', 2)), apps('a', 2), :links => links(2)),
        scenario('a service goes while another is new', [both], shop(app('v2', 2)), apps('b', 2), :links => links(2)),
        scenario('ports: stop first', [shop(app('v1'), proxy('v1'))], shop(app('v1'), proxy('v2')),
          apps('a', 1).merge('proxy0' => 'sha256:d'),
          :links => links(1), :in_place => %w(proxy0), :kept => { 'proxy0' => 1 }, :reboot => true, :faults => true),
        scenario('a manual one that is named', [shop(app('v1'), proxy('v1', 'deploy' => 'manual'))],
          Ops.deploy(shop(app('v2'), proxy('v2', 'deploy' => 'manual')), 'manual' => ['proxy']),
          apps('b', 1).merge('proxy0' => 'sha256:d'), :links => links(1), :in_place => %w(proxy0)),
        scenario('a manual one that is not', [shop(app('v1'), proxy('v1', 'deploy' => 'manual'))],
          shop(app('v2'), proxy('v2', 'deploy' => 'manual')), apps('b', 1).merge('proxy0' => 'sha256:c'), :links => links(1)),
      ]
    end

    def failures
      failing = {
        'a start that fails' => :refuse, 'a crash at boot' => :crash, 'never ready' => :mute, 'dies within its probe' => :fleeting
      }
      from = [shop(app('v1', 2))]
      mend = [Ops.deploy(shop(app('v2', 2))), apps('b', 2)]
      failing.map do |name, how|
        scenario(name, from, shop(app('bad', 2)), apps('a', 2), :links => links(2), :fails => true, :repair => mend,
          :behaviour => { 'sha256:bad' => how }, :reboot => how == :mute)
      end + [
        scenario('a migration that fails', from, shop(app('v2', 2)), apps('a', 2),
          :links => links(2), :fails => true, :migration_fails => true, :repair => mend),
        scenario('ports: stop first, never ready', [shop(proxy('v1'))], shop(proxy('v2')), { 'proxy0' => 'sha256:c' },
          :fails => true, :behaviour => { 'sha256:d' => :mute }, :in_place => %w(proxy0), :reboot => true,
          :repair => [Ops.deploy(shop(proxy('v1'))), { 'proxy0' => 'sha256:c' }]),
      ]
    end

    def others
      two = { 'shop' => app('v1', 2), 'blog' => plain('web', 'v1') }
      both = { 'shop' => app('v2', 2), 'blog' => plain('web', 'v2') }
      v1 = shop(app('v1', 2))
      v2 = shop(app('v2', 2))
      brief = shop(app('v1', 2, 'drain_timeout' => 0.1))
      [
        scenario('stopped by hand', [v1], v1, apps('a', 2), :links => links(2), :event => Ops.stop('app0'),
          :kept => { 'app0' => 0 }),
        scenario('stopped by hand, and new', [v1], v2, apps('b', 2), :links => links(2), :event => Ops.stop('app0'),
          :guard => [/app1/]),
        scenario('a reboot, and new', [v1], v2, apps('b', 2), :links => links(2), :event => Ops.reboot),
        scenario('two apps', [two], both, apps('b', 2).merge('web0' => 'sha256:b'), :links => links(2),
          :guard => [SOCKET, /blog/]),
        scenario('a rollback', [v1, v2], Ops.rollback(v2), apps('a', 2), :links => links(2), :history => true, :reboot => true),
        scenario('a rollback of what was not done yet', [v1, v2], Ops.rollback(v2), apps('a', 2),
          :links => links(2), :history => true, :event => Ops.stop('app0'), :guard => [/app1/]),
        scenario('a rollback and ports', [shop(proxy('v1')), shop(proxy('v2'))], Ops.rollback(shop(proxy('v2'))),
          { 'proxy0' => 'sha256:c' }, :history => true, :in_place => %w(proxy0)),
        scenario('a deploy after a rollback', [v1, v2, Ops.rollback(v2)], v2, apps('b', 2), :links => links(2)),
        scenario('a deploy, then a rollback', [v1], v2, apps('b', 2),
          :links => links(2), :history => true, :repair => [Ops.rollback(v2), apps('a', 2)]),
        scenario('undeploy', [brief], Ops.undeploy(brief), {}, :guard => [], :in_place => %w(app)),
        scenario('shutdown', [v1], v1, apps('a', 2), :links => links(2), :event => Ops.shutdown(v1)),
      ]
    end
    # rubocop:enable Metrics/AbcSize
  end
end
