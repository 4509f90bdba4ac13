"""Merkle tree hashes and proofs of RFC 6962, section 2.1 (RFC 9162, section 2.1): rules without I/O.

- A leaf is hashed with a leading 0x00, a node with a leading 0x01, so that neither can stand for the other.
- The tree over n leaves splits at the largest power of two below n.
- An inclusion proof shows that a leaf is in a tree; a consistency proof shows that a tree only grew.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

Hash = bytes
EMPTY: Hash = sha256(b"").digest()


def leaf_hash(entry: bytes) -> Hash:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree: enough to append and to know the root.

    ``append`` costs one hash on average; 64 roots hold any tree that can be.
    """

    def __init__(self, size: int = 0, roots: Iterable[Hash] = ()) -> None:
        self.size = size
        self._roots: list[Hash] = list(roots)  # of sizes falling by powers of two

    @property
    def roots(self) -> tuple[Hash, ...]:
        """What must be kept to go on growing later."""
        return tuple(self._roots)

    def append(self, leaf: Hash) -> None:
        """Grow by one leaf."""
        merged, size = leaf, self.size
        while size & 1:
            merged = node_hash(self._roots.pop(), merged)
            size >>= 1
        self._roots.append(merged)
        self.size += 1

    def root(self) -> Hash:
        """The tree's hash now."""
        if not self._roots:
            return EMPTY
        whole = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            whole = node_hash(left, whole)
        return whole


def root(leaves: Iterable[Hash]) -> Hash:
    """The hash of the tree over these leaf hashes (MTH, section 2.1)."""
    grown = Frontier()
    for leaf in leaves:
        grown.append(leaf)
    return grown.root()


def inclusion_proof(index: int, leaves: Sequence[Hash]) -> list[Hash]:
    """The hashes that lead from leaf ``index`` to the root (PATH, section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(index, leaves[:split]), root(leaves[split:])]
    return [*inclusion_proof(index - split, leaves[split:]), root(leaves[:split])]


def consistency_proof(old_size: int, leaves: Sequence[Hash]) -> list[Hash]:
    """The hashes that show the tree of ``old_size`` leaves to be a beginning of this one (PROOF, 2.1.2)."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"no tree of {old_size} in a tree of {len(leaves)}")
    return _subproof(old_size, leaves, is_whole=True)


def includes(leaf: Hash, index: int, size: int, proof: Sequence[Hash], expected: Hash) -> bool:
    """Whether the proof leads from this leaf to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected


def is_consistent(old_size: int, old_root: Hash, size: int, new_root: Hash, proof: Sequence[Hash]) -> bool:
    """Whether the proof shows that the tree only grew (RFC 9162, section 2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return old_root == new_root and not proof
    steps = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not steps:
        return False
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _subproof(old_size: int, leaves: Sequence[Hash], *, is_whole: bool) -> list[Hash]:
    if old_size == len(leaves):
        return [] if is_whole else [root(leaves)]
    split = _split(len(leaves))
    if old_size <= split:
        return [*_subproof(old_size, leaves[:split], is_whole=is_whole), root(leaves[split:])]
    return [*_subproof(old_size - split, leaves[split:], is_whole=False), root(leaves[:split])]
