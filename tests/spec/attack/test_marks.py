"""What stands in a cell, and what it says of the count."""

import pytest

from clerestory.errors import InputError
from clerestory.proof.attack.marks import explained, read_mark
from clerestory.proof.attack.shown import UNBOUNDED

ANY = (0, int(UNBOUNDED), False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12", (12, 12, True)),
        ("0", (0, 0, True)),
        ("1,234", (1234, 1234, True)),
        ("12.0", (12, 12, True)),
        ("", ANY),
        (" * ", ANY),
        ("[c]", ANY),
        ("(D)", ANY),
        ("<11", (1, 10, False)),
        ("< 11", (1, 10, False)),
        ("<=10", (1, 10, False)),
        ("1-10", (1, 10, False)),
        ("11+", (11, int(UNBOUNDED), False)),
        (">10", (11, int(UNBOUNDED), False)),
    ],
)
def test_a_mark_says_what_it_says(text, says):
    assert tuple(read_mark(text, "here")) == says


@pytest.mark.parametrize("text", ["-3", "12.5", "twelve", "1,23", "<1"])
def test_what_is_neither_is_an_error_that_does_not_repeat_it(text):
    with pytest.raises(InputError) as refused:
        read_mark(text, "here")
    assert text not in str(refused.value).replace("LOW..HIGH", "")


def test_a_publishers_own_mark_is_explained():
    assert explained("s=1..15") == ("s", (1, 15, False))
    assert explained("-=withheld") == ("-", ANY)
    assert read_mark("s", "here", dict([explained("s=1..15")])).high == 15
