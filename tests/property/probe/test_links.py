"""Links and sets of weak values against a slow obvious reading of the same rows."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.matching.index import NAMES, PAIR, PLACE, SURE
from clerestory.matching.links import links_of
from clerestory.matching.rows import Rows
from clerestory.matching.scan import SHAPES
from clerestory.matching.siphash import pair
from clerestory.matching.weak import Sets, Weak

_MOST = 256


def _spread(values: np.ndarray) -> np.ndarray:
    """Small numbers as fingerprints: spread over 64 bits, 0 stays 0."""
    return values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 1200), st.integers(1, 60))
def test_every_link_leads_to_each_of_its_profiles_once(seed: int, rows: int, values: int) -> None:
    random = np.random.default_rng(seed)
    names = np.zeros((rows, NAMES), np.uint64)
    names[:, :2] = _spread(random.integers(0, values, (rows, 2)))
    dates, addresses, postcodes = (_spread(random.integers(0, values, rows)) for _ in range(3))
    codes = _spread(random.integers(0, 3, rows))  # one code fills many rows: it is cut at 256 profiles
    profile = random.integers(0, rows, rows).astype(np.uint32)
    source = Rows(profile, np.zeros(SHAPES, np.uint8), {"code": (codes, np.full(rows, SURE, np.uint8))})
    keys, profiles, _ = links_of([source], profile, names, dates, addresses, postcodes)

    wanted: dict[int, set[int]] = {}
    for row in range(rows):
        told = [(addresses[row], None), (names[row, 0], names[row, 1]), (names[row, 0], dates[row])]
        told += [(names[row, 1], dates[row]), (dates[row], postcodes[row])]
        for one, other in told:
            if one and (other is None or other):
                link = int(one) if other is None else int(pair(one, other))
                wanted.setdefault(link, set()).add(row)
        if codes[row]:
            wanted.setdefault(int(codes[row]), set()).add(int(profile[row]))
    expected = [(link, one) for link in sorted(wanted) for one in sorted(wanted[link])[:_MOST]]
    assert list(zip(keys.tolist(), profiles.tolist(), strict=True)) == expected


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 90_000), min_size=1, max_size=4))
def test_rows_of_the_same_weak_values_are_one_set(seed: int, sizes: list[int]) -> None:
    random = np.random.default_rng(seed)
    sets, seen = Sets(), {}
    for size in sizes:
        days = random.integers(0, 60_000, size)
        none = np.zeros(size, np.uint64)
        numbers = sets.add(Weak(np.zeros((size, NAMES), np.uint64), days, none, none))
        for day, number in zip(days.tolist(), numbers.tolist(), strict=True):
            assert seen.setdefault(day, number) == number
    assert sets.all().days.tolist() == sorted(seen, key=seen.__getitem__)


def test_classes_stay_with_their_links() -> None:
    own = np.array([3, 5], np.uint64) << np.uint64(60)
    days = np.array([7, 7], np.uint64)
    names = np.zeros((2, NAMES), np.uint64)
    names[:, 0] = own
    _, _, classes = links_of([], np.zeros(0, np.uint32), names, days, own, np.zeros(2, np.uint64))
    assert sorted(classes.tolist()) == sorted([PAIR, PAIR, PLACE, PLACE])
