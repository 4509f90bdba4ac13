"""The field's words as frozen values; no I/O, standard library only."""
