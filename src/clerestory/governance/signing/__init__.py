"""Holds keys, signs what was approved."""
