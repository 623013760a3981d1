"""A schema-clean document as typed parts."""
