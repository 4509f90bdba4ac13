"""Values as folded text: upper case, no accents, no marks, one space between words."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.matching.folding import CLASS, LONGEST, SEPARATOR, Bytes, token
from clerestory.matching.siphash import WORDS


@njit(cache=True, nogil=True)
def folded_of(data: Bytes, offsets: NDArray[np.int64]) -> tuple[Bytes, NDArray[np.int64]]:  # pragma: no cover
    """Each cell as the words in it: their bytes, and where each cell begins."""
    words = np.zeros(WORDS, np.uint64)
    out = np.zeros(2 * data.size + offsets.size, np.uint8)
    begins = np.zeros(offsets.size, np.int64)
    at = 0
    for row in range(offsets.size - 1):
        i, end, start = offsets[row], offsets[row + 1], at
        while i < end:
            if CLASS[data[i]] == SEPARATOR:
                i += 1
                continue
            words[:] = 0
            i, size, _, _ = token(data, i, end, words)
            if size and at > start:
                out[at] = 0x20
                at += 1
            for j in range(min(size, LONGEST)):
                out[at] = np.uint8((words[j >> 3] >> np.uint64(8 * (j & 7))) & np.uint64(0xFF))
                at += 1
        begins[row + 1] = at
    return out[:at].copy(), begins
