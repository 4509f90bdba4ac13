"""The audit log's tree beside the definition in RFC 6962, written out slowly."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.governance.log import merkle

ENTRIES = st.lists(st.binary(max_size=6), min_size=1, max_size=70)


def slow_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it stands there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = max(2**power for power in range(8) if 2**power < len(entries))
    return sha256(b"\x01" + slow_root(entries[:split]) + slow_root(entries[split:])).digest()


def leaves_of(entries: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(entry) for entry in entries]


@given(ENTRIES)
def test_the_root_is_the_standards(entries: list[bytes]) -> None:
    assert merkle.root(leaves_of(entries)) == slow_root(entries)


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == slow_root([])


@given(ENTRIES, st.data())
def test_every_entry_is_shown_to_be_in_the_log_and_no_other(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(entries)
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(index, leaves)
    whole = merkle.root(leaves)
    assert merkle.includes(leaves[index], index, len(leaves), proof, whole)
    assert not merkle.includes(merkle.leaf_hash(b"another entry"), index, len(leaves), proof, whole)
    assert not merkle.includes(leaves[index], index, len(leaves), [*proof, whole], whole)
    assert not merkle.includes(leaves[index], len(leaves), len(leaves), proof, whole)


@given(ENTRIES, st.data())
def test_a_log_that_only_grew_is_consistent_and_a_rewritten_one_is_not(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = leaves_of(entries)
    old_size = data.draw(st.integers(1, len(leaves)))
    old, new = merkle.root(leaves[:old_size]), merkle.root(leaves)
    proof = merkle.consistency_proof(old_size, leaves)
    assert merkle.is_consistent(old_size, old, len(leaves), new, proof)
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = [*leaves[:changed], merkle.leaf_hash(b"rewritten entry"), *leaves[changed + 1 :]]
    forged = merkle.consistency_proof(old_size, rewritten)
    assert not merkle.is_consistent(old_size, old, len(leaves), merkle.root(rewritten), forged)


def test_there_is_no_proof_for_an_entry_that_is_not_there() -> None:
    with pytest.raises(IndexError, match="no leaf 3 in a tree of 2"):
        merkle.inclusion_proof(3, leaves_of([b"a", b"b"]))
    with pytest.raises(IndexError, match="no tree of 3 in a tree of 2"):
        merkle.consistency_proof(3, leaves_of([b"a", b"b"]))
