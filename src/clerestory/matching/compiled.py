"""Compile every numba function of matching once, on an index of two made-up rows."""

import numpy as np

from clerestory.matching import assemble, evidence, key, normal
from clerestory.matching.events import Matcher
from clerestory.matching.index import NAMES
from clerestory.matching.rows import Rows
from clerestory.matching.scan import SHAPES
from clerestory.matching.text import folded_of
from clerestory.matching.weak import Sets, Weak


def compile_caches() -> None:
    """Run each compiled function once, so that its machine code is kept on the disk."""
    own = key.Key(bytes(16))
    sets = Sets()
    index = assemble.assemble(sets, [_two_rows(own, sets)], own)
    content = np.frombuffer(b"Ada Lovelace, 1815-12-10, A1234567, 12 Main St 90001\n" * 2, np.uint8)
    matcher = Matcher(index, own)
    for by_row in (True, False):
        evidence.hits_of(matcher.events(content, by_row=by_row), matcher)


def _two_rows(own: key.Key, sets: Sets) -> Rows:
    k0, k1 = map(np.uint64, own.halves)
    data = np.frombuffer(b"ADA LOVELACE1815-12-10", np.uint8)
    cells = np.array([0, 12, 22], np.int64)
    names, days = np.zeros((2, NAMES), np.uint64), np.zeros(2, np.int64)
    codes, trimmed, classes = np.zeros(2, np.uint64), np.zeros(2, np.uint64), np.zeros(2, np.uint8)
    places, posts = np.zeros(2, np.uint64), np.zeros(2, np.uint64)
    shapes = np.zeros(SHAPES, np.uint8)
    folded_of(data, cells)
    normal.names_of(data, cells, k0, k1, NAMES, names)
    normal.days_of(data, cells, days)
    normal.strong_of(data, cells, k0, k1, codes, trimmed, classes, shapes)
    normal.addresses_of(data, cells, k0, k1, places)
    normal.postcodes_of(data, cells, k0, k1, posts)
    normal.digests_of(data, cells, k0, k1, np.zeros(2, np.uint64))
    which = np.arange(2, dtype=np.uint32)
    return Rows(
        sets.add(Weak(names, days, places, posts)), shapes, {"code": (codes, classes)}, ((which, trimmed),)
    )
