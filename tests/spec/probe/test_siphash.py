"""SipHash-2-4 as its authors published it, and how a fingerprint depends on kind and key."""

import numpy as np

from clerestory.matching.days import NO_DAY, day_number, days_at
from clerestory.matching.siphash import WORDS, sip24

# Aumasson & Bernstein 2012, appendix A: key 00..0f, message 00..0e
EXPECTED = 0xA129CA6149BE45E5


def packed(message: bytes):
    words = np.zeros(WORDS, np.uint64)
    for at, byte in enumerate(message):
        words[at >> 3] |= np.uint64(byte) << np.uint64(8 * (at & 7))
    return words


def test_the_published_vector():
    k0, k1 = (np.uint64(int.from_bytes(bytes(range(a, a + 8)), "little")) for a in (0, 8))
    assert int(sip24(packed(bytes(range(15))), 15, k0, k1, 0)) == EXPECTED


def test_another_kind_or_key_gives_another_fingerprint():
    word = packed(b"LOVELACE")
    made = {int(sip24(word, 8, np.uint64(key), np.uint64(7), kind)) for key in (1, 2) for kind in (1, 2, 3)}
    assert len(made) == 6


def test_days_agree_with_the_calendar():
    first = np.datetime64("1880-01-01")
    for at in range(0, 56000, 13):
        year, month, day = map(int, str(first + at).split("-"))
        assert day_number(year, month, day) == int((first + at - np.datetime64("1970-01-01")).astype(int))
    assert day_number(1900, 2, 29) == NO_DAY
    assert day_number(2000, 2, 29) == 11016


def test_an_ambiguous_date_means_both_days():
    out = np.zeros(8, np.int64)
    text = np.frombuffer(b"05/06/1984", np.uint8)
    assert days_at(text, 0, text.size, out) == 2
    assert set(out[:2]) == {day_number(1984, 5, 6), day_number(1984, 6, 5)}
