"""The part of a hierarchy that a table over part of the records shows."""

from collections.abc import Sequence

from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


def part_of(hierarchy: Hierarchy, codes: Sequence[str]) -> Hierarchy:
    """The codes named, all below them, and all above them up to ``Total``."""
    kept = {above for code in codes for above in _above(hierarchy, code)}
    chosen = set(codes)
    kept |= {code for code in hierarchy.parent if chosen & set(_above(hierarchy, code))}
    parent = {code: above for code, above in hierarchy.parent.items() if code in kept}
    return Hierarchy(parent, hierarchy.labels)


def _above(hierarchy: Hierarchy, code: str) -> list[str]:
    """The code itself and all above it, without ``Total``."""
    found = []
    while code != TOTAL:
        found.append(code)
        code = hierarchy.parent[code]
    return found
