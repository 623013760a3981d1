require_relative 'app'

$stdout.sync = true

use Rack::CommonLogger, $stdout
run App.new(Float(ENV.fetch('BOOT_SECONDS', '1.5')))
