"""Minimum frequency: a count of a few is unsafe; a zero only where the policy says so."""

import numpy as np
from numpy.typing import NDArray


def unsafe_counts(count: NDArray[np.int64], minimum: NDArray[np.int64] | int) -> NDArray[np.bool_]:
    """Minimum frequency: 1 .. minimum - 1 is unsafe; zero may be published."""
    return (count > 0) & (count < minimum)


def unsafe_zeros(count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where zeros are withheld: a count of nobody is unsafe too."""
    none: NDArray[np.bool_] = count == 0
    return none
