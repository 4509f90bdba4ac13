"""Lines are kept apart, values hashed together are hashed as one by one, and of each line the best hit is kept."""

import numpy as np
import pytest

from clerestory.matching import key as keys
from clerestory.matching.events import Matcher
from clerestory.matching.evidence import NAMES_ONLY, SURE, WEAK, Hits, best_of_rows
from clerestory.matching.siphash import ADDRESS, SHORT, STRONG, WORDS, hash_short, sip24
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))


@pytest.fixture(scope="module")
def matcher():
    return Matcher(index_of([MEMBER, *crowd(100, seed=4)], KEY), KEY)


def rows_of(text: bytes, matcher: Matcher) -> list[int]:
    events = matcher.events(np.frombuffer(text, np.uint8), by_row=True)
    name = f"{MEMBER.surname}".encode()
    return [
        int(row)
        for place, row in zip(events.places, events.rows, strict=True)
        if text[place:].startswith(name)
    ]


@pytest.mark.parametrize(
    "first",
    [b"1963-10-2", b"1963-10-21", b"12 Main", b"\xf1\x80", b"12/3/1963", "Nuñez".encode(), b"O'Brien's"],
    ids=["short date", "date", "house number", "torn sign", "US date", "accent", "possessive"],
)
def test_what_ends_a_line_does_not_take_the_next_one_with_it(first, matcher):
    assert rows_of(first + b"\n" + MEMBER.surname.encode() + b"\n", matcher) == [1]


def test_values_hashed_together_are_hashed_as_one_by_one():
    draw = np.random.default_rng(3)
    sizes = np.arange(1, SHORT + 1, dtype=np.uint8)
    kinds = np.where(sizes % 2, STRONG, ADDRESS).astype(np.uint8)
    words = np.zeros((SHORT, WORDS), np.uint64)
    for row, size in enumerate(sizes):
        words[row, :2] = np.frombuffer(draw.bytes(int(size)).ljust(16, b"\0"), np.uint64)
    out = np.zeros(SHORT, np.uint64)
    k0, k1 = map(np.uint64, KEY.halves)
    hash_short(words[:, 0].copy(), words[:, 1].copy(), sizes, kinds, SHORT, k0, k1, out)
    alone = [int(sip24(words[row], int(sizes[row]), k0, k1, int(kinds[row]))) for row in range(SHORT)]
    assert [int(value) for value in out] == alone


def test_of_each_row_the_surest_then_heaviest_hit_is_kept():
    told = [  # row, person, bits, what it rests on
        (0, 5, 20.0, WEAK), (0, 9, 11.0, SURE), (0, 2, 30.0, WEAK),
        (1, 7, 12.0, WEAK), (1, 3, 12.0, WEAK), (1, 4, 9.0, NAMES_ONLY), (4, 1, 1.0, WEAK),
    ]  # fmt: skip
    rows, persons, bits, kinds = (np.array(column) for column in zip(*told, strict=True))
    size = len(told)
    hits = Hits(np.arange(size), rows, persons.astype(np.uint32), bits.astype(np.float32), kinds.astype(np.uint8),
                np.zeros(size, np.uint8))  # fmt: skip
    kept = np.empty(size, np.int64)
    assert kept[: best_of_rows(hits, kept)].tolist() == [1, 4, 6]
