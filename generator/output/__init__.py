"""Findings and reports as text; pure functions."""
