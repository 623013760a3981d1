module Cookgen
  # OpsWorks short names: 'amazing application' is 'amazing_application' wherever the service speaks.
  module Slug
    module_function

    # ASCII only, character by character: the generator makes the same slugs in another language.
    def of(name)
      name.to_s.tr('A-Z', 'a-z').gsub(/[^a-z0-9_]/, '_')
    end
  end
end
