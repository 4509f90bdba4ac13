"""The incident report: from the log alone, the same bytes each time, roles in the place of names."""
