RSpec.describe Cookgen::Slug do
  {
    'amazing application' => 'amazing_application',
    'IIS-Example-App' => 'iis_example_app',
    'my_1st_jsp' => 'my_1st_jsp',
    'two  blanks' => 'two__blanks',
    'Größe' => 'gr__e',
    "a'b\n" => 'a_b_',
  }.each do |name, slug|
    it "makes #{slug} of #{name.inspect}" do
      expect(described_class.of(name)).to eq(slug)
    end
  end
end
