"""A Stack to the tree of a cookbook repo."""
