"""Normal forms of identifying values, keyed hashes, index format; no database."""
