"""Connections to the vault through Ibis, and the register of sources."""
