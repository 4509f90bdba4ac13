"""Serve exactly what is signed."""
