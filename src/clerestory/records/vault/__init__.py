"""Connections to the vault through Ibis, and the register of sources."""

from clerestory.records.vault.agreement import differences
from clerestory.records.vault.agreement import open_vault as open  # noqa: A004  (vault.open(project))
from clerestory.records.vault.connection import Vault, connect
from clerestory.records.vault.inventory import Entry, register
from clerestory.records.vault.loading import derive, load, plain_name
from clerestory.records.vault.profiling import profile

__all__ = [
    "Entry",
    "Vault",
    "connect",
    "derive",
    "differences",
    "load",
    "open",
    "plain_name",
    "profile",
    "register",
]
