"""JSON text to values whose places are known."""
