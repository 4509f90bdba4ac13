"""Build the static portal, byte for byte repeatable."""
