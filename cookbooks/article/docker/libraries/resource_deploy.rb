class Chef
  class Resource
    # cookgen_deploy 'apps': makes the containers of these apps what the stack says, with no request lost.
    class CookgenDeploy < Chef::Resource
      provides :cookgen_deploy

      def initialize(name, run_context = nil)
        super
        @resource_name = :cookgen_deploy
        @provider = Chef::Provider::CookgenDeploy
        @action = :deploy
        @allowed_actions = [:nothing, :deploy]
        @apps = []
        @lock_timeout = 600
      end

      # Slugs.
      def apps(arg = nil)
        set_or_return(:apps, arg, :kind_of => Array)
      end

      # Seconds to wait for another deploy on this host.
      def lock_timeout(arg = nil)
        set_or_return(:lock_timeout, arg, :kind_of => Integer)
      end
    end
  end

  class Provider
    class CookgenDeploy < Chef::Provider
      provides :cookgen_deploy if respond_to?(:provides)

      # Chef's log, which by default shows warnings only, and its output, which people watch while a deploy runs.
      class Progress
        def initialize(events)
          @events = events
        end

        def info(line)
          Chef::Log.info("cookgen: #{line}")
          show(line)
        end

        def warn(line)
          Chef::Log.warn("cookgen: #{line}")
        end

        private

        # Chef 11 cannot be shown anything in between.
        def show(line)
          return unless @events.respond_to?(:stream_output)
          @events.stream_output(:cookgen, "cookgen: #{line}\n")
        end
      end

      def whyrun_supported?
        true
      end

      def load_current_resource
        @current_resource = Chef::Resource::CookgenDeploy.new(new_resource.name)
      end

      def action_deploy
        return forecast if Chef::Config[:why_run]
        deploy.run do |lines, work|
          announce(lines)
          converge_by(lines) { work.call }
        end
      end

      private

      def forecast
        lines = deploy.forecast
        announce(lines)
        converge_by(lines) {} unless lines.empty?
      rescue Cookgen::CommandFailed => e
        Chef::Log.warn("#{new_resource}: the plan is not known, since Docker does not answer: #{e.message}")
      end

      # Chef shows the lines when all is done, and where it only logs not at all.
      def announce(lines)
        lines.each { |line| Chef::Log.info("cookgen: plan: #{line}") }
      end

      def deploy
        tools = Cookgen::Tools.new(Progress.new(run_context.events))
        options = {
          :apps => new_resource.apps,
          :lock_timeout => new_resource.lock_timeout,
          :who => "#{new_resource} of #{node.name}",
        }
        Cookgen::Deploy.new(Cookgen.stack(node, run_context), tools, options)
      end
    end
  end
end
