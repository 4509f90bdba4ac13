"""The keyed index of identifying values."""
