# Tags of aws-tag.tags on the EC2 instance that this is.
cookgen_tags 'aws-tag.tags'
