"""Count records into unprotected tables."""
