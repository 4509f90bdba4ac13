"""Limits that block and never skip: what is beyond one is inconclusive."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much one target may unfold to."""

    unpacked: int = 1 << 30  # bytes of one unpacked member
    total: int = 8 << 30  # bytes unpacked from one target
    depth: int = 12
    members: int = 200_000
    memory: int = 2 << 30  # of the reading process
    seconds: float = 300.0


LIMITS = Limits()
