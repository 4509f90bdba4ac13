"""Tries what would be published, or is; needs no record."""
