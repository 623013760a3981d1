require_relative 'cookgen_errors'

module Cookgen
  # One message when a deploy has ended: as fields to a webhook of one's own, as a sentence to Slack.
  class Webhook
    attr_reader :name

    # The channels of node['cookgen']['notifications'].
    def self.all(settings)
      %w(webhook slack).map do |kind|
        said = settings[kind]
        url = said['url'] if said.is_a?(Hash)
        new(kind, url) unless Value.blank?(url)
      end.compact
    end

    def initialize(name, url)
      @name = name
      @url = url
    end

    def started(_event)
      nil
    end

    # `event`: see Notifier.
    def ended(event)
      Post.json(@url, name == 'slack' ? { 'text' => escaped(event['text']) } : event)
    end

    def inspect
      "#<#{self.class} #{name}>"
    end

    private

    # Slack takes these three for its own.
    def escaped(text)
      text.gsub('&', '&amp;').gsub('<', '&lt;').gsub('>', '&gt;')
    end
  end
end
