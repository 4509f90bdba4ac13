"""The keyed index of identifying values: arrays of fingerprints, no value in the clear.

    words      names and postcodes: how rare each is (bits, in eighths)
    links      strong identifiers, their plain hashes, addresses, and pairs (name with day, name
               with name, day with postcode): which profile each belongs to
    profiles   what a record says of its person, shortened to 32 bits a value: names, day, address,
               postcode; and which person it is
    shapes     of strong identifiers (so many signs, digits at these places), hashed: text of no
               such shape need not be

One file: a line of JSON (counts only, and where each array lies), then the arrays.
"""

import json
import math
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.matching.key import Key
from clerestory.matching.siphash import NAME, WORDS, sip24

MAGIC = "clerestory-index-2"
NAMES = 4  # names of a profile that count
SLOTS = NAMES + 3  # and its day, address, postcode
_ALIGN = 64
_AT_HAND = {"word_keys", "word_bits", "word_starts", "word_bloom", "link_starts", "link_bloom", "shapes"}

# what a link is; a bare number of n digits is NUMERIC + n
SURE, HASH, PLACE, PAIR, NUMERIC = 1, 2, 3, 4, 100


@dataclass(frozen=True, repr=False)
class Index:
    """All fingerprints of some records; its repr gives counts only."""

    word_keys: NDArray[np.uint64]
    word_bits: NDArray[np.uint8]
    word_starts: NDArray[np.uint32]
    word_bloom: NDArray[np.uint64]
    link_keys: NDArray[np.uint64]
    link_profiles: NDArray[np.uint32]
    link_classes: NDArray[np.uint8]
    link_starts: NDArray[np.uint32]
    link_bloom: NDArray[np.uint64]
    slots: NDArray[np.uint32]
    persons: NDArray[np.uint32]
    shapes: NDArray[np.uint8]
    people: int
    date_bits: float
    numbers: tuple[int, ...] = (0,) * 32  # how many bare numbers of each length are identifiers
    check: int = 0  # a fingerprint of nothing: tells whether a key fits
    counts: dict[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Index({self.people} people, {self.link_keys.size + self.word_keys.size} keys)"

    @property
    def threshold(self) -> float:
        """Bits of evidence from which weak values of one place are a person: log2(people) + 7."""
        return math.log2(max(self.people, 1)) + 7

    @property
    def word_shift(self) -> int:
        """How far a word's fingerprint is shifted to give its bucket."""
        return _shift(self.word_starts)

    @property
    def link_shift(self) -> int:
        """How far a link's fingerprint is shifted to give its bucket."""
        return _shift(self.link_starts)


def check_of(key: Key) -> int:
    """The fingerprint of the empty value."""
    k0, k1 = key.halves
    return int(sip24(np.zeros(WORDS, np.uint64), 0, np.uint64(k0), np.uint64(k1), NAME))


def starts_of(keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Where each bucket of the sorted keys begins: about four keys a bucket, by the leading bits."""
    bits = max(1, int(keys.size).bit_length() - 2)
    edges = np.arange((1 << bits) + 1, dtype=np.uint64)
    edges[-1] = 0
    starts = np.searchsorted(keys, edges << np.uint64(64 - bits)).astype(np.uint32)
    starts[-1] = keys.size
    return starts


def bloom_of(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A filter of one word a look-up, 11 to 21 bits a key."""
    bloom = np.zeros(1 << max(3, (keys.size // 6).bit_length()), np.uint64)
    _fill(keys, bloom)
    return bloom


@njit(cache=True)
def _fill(keys: NDArray[np.uint64], bloom: NDArray[np.uint64]) -> None:  # pragma: no cover
    six, one = np.uint64(63), np.uint64(1)
    for h in keys:
        bits = (one << (h & six)) | (one << ((h >> np.uint64(6)) & six))
        bits |= (one << ((h >> np.uint64(12)) & six)) | (one << ((h >> np.uint64(18)) & six))
        bloom[(h >> np.uint64(24)) & np.uint64(bloom.size - 1)] |= bits


def _shift(starts: NDArray[np.uint32]) -> int:
    return 64 - int(starts.size - 1).bit_length() + 1


def save(index: Index, path: Path) -> None:
    """Write the index as one file, owner-only: it is confidential together with its key."""
    arrays = {part.name: getattr(index, part.name) for part in fields(Index)}
    arrays = {name: value for name, value in arrays.items() if isinstance(value, np.ndarray)}
    layout: dict[str, list[object]] = {}
    offset = 0
    for name, array in arrays.items():
        layout[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    head = {
        "format": MAGIC, "people": index.people, "date_bits": index.date_bits, "numbers": index.numbers,
        "check": index.check, "counts": index.counts, "arrays": layout, "size": offset,
    }  # fmt: skip
    line = json.dumps(head).encode()
    line += b" " * (-(len(line) + 1) % _ALIGN) + b"\n"
    try:
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        with path.open("wb") as file:
            file.write(line)
            for array in arrays.values():
                content = np.ascontiguousarray(array)
                file.write(content.data)
                file.write(b"\0" * (-content.nbytes % _ALIGN))
    except OSError:
        raise InputError(f"{path}: the index cannot be written; give a folder you may write to") from None


def _at_hand(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """What is read for every value lies in memory of its own (large pages); what only a match needs stays in the file."""
    return np.array(array) if name in _AT_HAND else np.asarray(array)


def load(path: Path, key: Key) -> Index:
    """Read an index; ``InputError`` if it is not whole or the key is another's."""
    try:
        with path.open("rb") as file:
            line = file.readline(1 << 20)
        head = json.loads(line)
        whole = head["format"] == MAGIC and path.stat().st_size == len(line) + head["size"]
        arrays = {
            name: np.memmap(path, np.dtype(kind), "c", len(line) + offset, tuple(shape))
            if math.prod(shape)
            else np.zeros(tuple(shape), np.dtype(kind))
            for name, (kind, shape, offset) in head["arrays"].items()
        }
        index = Index(
            **{name: _at_hand(name, array) for name, array in arrays.items()},
            people=head["people"], date_bits=head["date_bits"], numbers=tuple(head["numbers"]),
            check=head["check"], counts=head["counts"],
        )  # fmt: skip
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the index that 'fingerprints build' made") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{path}: not an index of fingerprints; give the file that 'fingerprints build' made"
        ) from None
    if not whole:
        raise InputError(f"{path}: this index is not whole; build it again")
    if index.check != check_of(key):
        raise InputError(f"{path}: the key does not fit this index; give the key file of the same build")
    return index
