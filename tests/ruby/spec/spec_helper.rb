require 'tmpdir'
require_relative 'stacks'

LIBRARIES = File.expand_path('../../../templates/cookbook/docker/libraries', __dir__)

Dir[File.join(LIBRARIES, 'cookgen_*.rb')].sort.each { |path| require path }

RSpec.configure do |config|
  config.disable_monkey_patching!
  config.warnings = true

  # What cookgen writes goes into a folder of its own, gone with the example.
  config.around do |example|
    Dir.mktmpdir do |folder|
      Cookgen.root = folder
      example.run
      Cookgen.root = nil
    end
  end
end
