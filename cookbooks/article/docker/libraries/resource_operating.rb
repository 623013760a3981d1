require 'etc'

module Cookgen
  # What the providers of the operators' recipes have in common: an operation has `run`, which yields lines and the work that they
  # announce, and `forecast`, which only has the lines.
  module Operating
    def whyrun_supported?
      true
    end

    def load_current_resource
      @current_resource = new_resource.class.new(new_resource.name)
    end

    # Why-run shows the lines and does nothing.
    def perform(operation)
      return foresee(operation) if Chef::Config[:why_run]
      operation.run do |lines, work|
        announce(lines)
        converge_by(lines) { work.call }
      end
    end

    def foresee(operation)
      lines = operation.forecast
      announce(lines)
      converge_by(lines) {} unless lines.empty?
    rescue Cookgen::CommandFailed => e
      Chef::Log.warn("#{new_resource}: the plan is not known, since Docker does not answer: #{e.message}")
    end

    # Chef shows the lines when all is done, and where it only logs not at all.
    def announce(lines)
      lines.each do |line|
        Chef::Log.info("cookgen: plan: #{line}")
        audit.note(line) unless Chef::Config[:why_run]
      end
    end

    def tools
      @tools ||= Cookgen::Tools.new(audit)
    end

    def audit
      @audit ||= Cookgen::Audit.new(Cookgen::Progress.new(run_context.events), who)
    end

    # Who asked for it, as far as a host can know.
    def who
      Cookgen.runtime(node).who || ENV['SUDO_USER'] || Etc.getpwuid.name
    rescue StandardError
      'unknown'
    end

    # What every operation takes.
    def options
      { :who => who, :lock_timeout => new_resource.lock_timeout }
    end

    def stack
      @stack ||= Cookgen.stack(node, run_context)
    end

    # Containers of the stack, [] where it is invalid: stopping must not depend on a stack that could be started.
    def known_containers
      stack.apps.flat_map(&:containers)
    rescue Cookgen::InvalidStack => e
      Chef::Log.warn("#{new_resource}: going by what Docker knows, since the stack is invalid: #{e.message}")
      []
    end
  end

  # What the resources of the operators' recipes have in common.
  module Operable
    # Seconds to wait for another operation on this host.
    def lock_timeout(arg = nil)
      set_or_return(:lock_timeout, arg, :kind_of => Integer, :default => 600)
    end

    # Slugs.
    def apps(arg = nil)
      set_or_return(:apps, arg, :kind_of => Array, :default => [])
    end
  end

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
end
