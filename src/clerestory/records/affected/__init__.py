"""Who was in the exposed bytes: people from rows, verdicts, tiers. Nothing leaves but counts."""
