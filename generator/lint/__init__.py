"""Rules over the Stack."""
