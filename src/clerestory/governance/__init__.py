"""People and their decisions; sees evidence, counts and digests, never a record."""
