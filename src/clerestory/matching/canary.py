"""The canary: a made-up person in every index, whom each reader must find in a planted copy.

Made from the key, so that the probe knows the record without the index telling it.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

from clerestory.matching import normal
from clerestory.matching.index import NAMES
from clerestory.matching.key import Key
from clerestory.matching.rows import Rows
from clerestory.matching.scan import SHAPES
from clerestory.matching.weak import Sets, Weak

_CONSONANTS, _VOWELS = "BDFGKLMNPRSTVZ", "AEIOU"


@dataclass(frozen=True)
class Canary:
    """Nobody's name, birth date and number."""

    given: str
    surname: str
    birth_date: str
    number: str

    @property
    def line(self) -> str:
        """The record as a line of text."""
        return f"{self.surname}, {self.given}, {self.birth_date}, {self.number}"


def of(key: Key) -> Canary:
    """The canary of that key."""
    digest = hashlib.blake2b(b"canary", key=key.secret, digest_size=32).digest()
    year, month, day = 1930 + digest[0] % 70, 1 + digest[1] % 12, 1 + digest[2] % 28
    number = "ZQ" + "".join(str(byte % 10) for byte in digest[3:13])
    return Canary(_name(digest[13:17]), _name(digest[17:22]), f"{year:04}-{month:02}-{day:02}", number)


def rows(key: Key, sets: Sets) -> Rows:
    """The canary as the one row of a source."""
    k0, k1 = map(np.uint64, key.halves)
    own = of(key)
    names, days = np.zeros((1, NAMES), np.uint64), np.zeros(1, np.int64)
    codes, trimmed, classes = np.zeros(1, np.uint64), np.zeros(1, np.uint64), np.zeros(1, np.uint8)
    normal.names_of(*_cell(f"{own.given} {own.surname}"), k0, k1, NAMES, names)
    normal.days_of(*_cell(own.birth_date), days)
    shapes = np.zeros(SHAPES, np.uint8)
    normal.strong_of(*_cell(own.number), k0, k1, codes, trimmed, classes, shapes)
    none = np.zeros(1, np.uint64)
    return Rows(sets.add(Weak(names, days, none, none)), shapes, {"canary": (codes, classes)})


def _name(seed: bytes) -> str:
    return "Z" + "".join(_VOWELS[byte % 5] + _CONSONANTS[byte // 5 % 14] for byte in seed).lower()


def _cell(
    text: str,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint8]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    return np.frombuffer(text.encode(), np.uint8), np.array([0, len(text)], np.int64)
