"""The commands; the only code that prints and exits."""
