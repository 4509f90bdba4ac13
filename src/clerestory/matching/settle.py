"""Settling what a scan found: codes and addresses that the index does not know are left out.

After the scan, not in it: hashes of many values are made at once, and look-ups one after another wait
for memory together.
"""

import numpy as np

from clerestory.matching.hot import hot
from clerestory.matching.lookup import Links, first_of, known
from clerestory.matching.scan import Found, Pending
from clerestory.matching.siphash import ADDRESS, HASHED, STRONG, hash_short


@hot()
def settle(  # pragma: no cover
    found: Found, count: int, pending: Pending, waiting: int, links: Links, k0: np.uint64, k1: np.uint64
) -> int:
    """Look up the pending links of so many events: how many events are left."""
    hash_short(
        pending.first, pending.second, pending.sizes, pending.kinds, waiting, k0, k1, pending.hashes
    )  # fmt: skip
    some = 0
    for j in range(waiting):  # no branch: the look-ups overlap
        h = pending.hashes[j]
        pending.hashes[some], pending.events[some] = h, pending.events[j]
        some += known(h, links.bloom)
    for j in range(some):
        e = pending.events[j]
        found.values[e] = pending.hashes[j]
        found.extra[e] = first_of(pending.hashes[j], links.keys, links.starts, links.shift)
    kept = 0
    for e in range(count):
        kind, extra = found.kinds[e], found.extra[e]
        link = (kind == STRONG) | (kind == ADDRESS) | (kind == HASHED)
        found.places[kept], found.kinds[kept], found.values[kept] = found.places[e], kind, found.values[e]
        found.extra[kept], found.rows[kept] = extra, found.rows[e]
        kept += not (link & (extra < 0))
    return kept
