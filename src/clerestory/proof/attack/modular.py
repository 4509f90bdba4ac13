"""Arithmetic modulo the prime 2^61 - 1, for exact elimination without fractions."""

from fractions import Fraction
from math import isqrt

import numpy as np
from numba import njit

PRIME = 2**61 - 1
_P = np.uint64(PRIME)
_HALF = np.uint64(32)
_SMALL = 2**20
_LOW = np.uint64(2**32 - 1)


@njit(cache=True, inline="always")
def fold(a: np.uint64) -> np.uint64:
    """A number below 2^64, modulo the prime."""
    a = (a & _P) + (a >> np.uint64(61))
    return a - _P if a >= _P else a


@njit(cache=True, inline="always")
def times(a: np.uint64, b: np.uint64) -> np.uint64:
    """The product, from halves of 32 bits: 2^64 is 8 and 2^61 is 1 here."""
    a_high, a_low = a >> _HALF, a & _LOW
    b_high, b_low = b >> _HALF, b & _LOW
    middle = a_high * b_low + a_low * b_high
    low = a_low * b_low
    return fold(
        ((a_high * b_high) << np.uint64(3))
        + (middle >> np.uint64(29))
        + ((middle & np.uint64(2**29 - 1)) << _HALF)
        + (low & _P)
        + (low >> np.uint64(61))
    )


@njit(cache=True, inline="always")
def minus(a: np.uint64, b: np.uint64) -> np.uint64:
    """The difference."""
    return a - b if a >= b else a + _P - b


@njit(cache=True)
def inverse(a: np.uint64) -> np.uint64:
    """One over a number that is not zero (Fermat)."""
    result, power, left = np.uint64(1), a, np.uint64(PRIME - 2)
    while left > 0:
        if left & np.uint64(1):
            result = times(result, power)
        power = times(power, power)
        left >>= np.uint64(1)
    return result


def fraction(residue: int) -> int | Fraction:
    """The fraction with small numerator and denominator that a residue stands for (Wang 1981)."""
    if min(residue, PRIME - residue) <= _SMALL:  # nearly always: far cheaper without fractions
        return residue if residue <= _SMALL else residue - PRIME
    limit = isqrt(PRIME // 2)
    above, here, factor, factor_before = PRIME, residue, 1, 0
    while here > limit:
        whole = above // here
        above, here = here, above - whole * here
        factor_before, factor = factor, factor_before - whole * factor
    return Fraction(here, factor) if factor else Fraction(0)
