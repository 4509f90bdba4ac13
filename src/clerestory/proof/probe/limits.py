"""Limits that block and never skip: what is beyond one is inconclusive."""

from dataclasses import dataclass

MEGA = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much one target may unfold to."""

    in_memory: int = 32 * MEGA  # what unpacks to more goes to a scratch file, or is streamed
    chunk: int = 8 * MEGA
    total: int = 6144 * MEGA  # bytes unpacked from one target
    depth: int = 12
    parts: int = 500_000
    memory: int = 3072 * MEGA  # data of the reading process
    silence: float = 120.0  # seconds without a word from a reader


LIMITS = Limits()
