"""Whole numbers modulo the prime 2**31 - 1."""

from clerestory.records.protection.compiled import compiled

PRIME = 2_147_483_647


@compiled
def inverse(value: int) -> int:
    """The number whose product with ``value`` is 1 (Fermat)."""
    result, power, base = 1, PRIME - 2, value % PRIME
    while power:
        if power & 1:
            result = result * base % PRIME
        base = base * base % PRIME
        power >>= 1
    return result
