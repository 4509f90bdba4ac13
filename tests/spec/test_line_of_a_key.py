"""The line of every key: all the ways in which TOML lets one write it."""

import tomllib

import pytest

from clerestory.project.location import lines, nearest

TEXT = '''\
# a comment with [brackets] and "quotes
title = "one # no comment"   # line 2
"quoted key" = 1
a.b . c = 2
a."b.x" = 2
long = """
[[table]]
fake = 1 \\""" # still the string
"""
raw = \'\'\'
x = 1\'\'\'\'
list = [
  "one", # ]
  [2, 3],
  { deep = [
    4
  ] },
]
date = 2026-01-31 10:00:00

[plain]
key = 'it'
[ spaced . out ]
key = {x = 1, y = { z = "}" }}
[[table]]
id = "first"
[[table.inner]]
id = "first of first"
[[table.inner]]
id = "second of first"
[table.inner.under]
key = 1
[[ table ]]
id = "second"
[[table.inner]]
id = "first of second"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("a", "b", "c"), 4),
        (("a", "b.x"), 5),
        (("long",), 6),
        (("raw",), 10),
        (("list",), 12),
        (("list", 0), 13),
        (("list", 1), 14),
        (("list", 1, 1), 14),
        (("list", 2, "deep"), 15),
        (("list", 2, "deep", 0), 16),
        (("date",), 19),
        (("plain",), 21),
        (("plain", "key"), 22),
        (("spaced", "out"), 23),
        (("spaced", "out", "key", "y", "z"), 24),
        (("table", 0), 25),
        (("table", 0, "id"), 26),
        (("table", 0, "inner", 0, "id"), 28),
        (("table", 0, "inner", 1, "id"), 30),
        (("table", 0, "inner", 1, "under", "key"), 32),
        (("table", 1), 33),
        (("table", 1, "id"), 34),
        (("table", 1, "inner", 0, "id"), 36),
    ],
)
def test_each_key_and_element_is_found_on_its_line(place, line: int) -> None:
    assert lines(TEXT)[place] == line


def test_the_text_is_toml_and_nothing_else_is_found() -> None:
    tomllib.loads(TEXT)
    assert ("fake",) not in lines(TEXT)
    assert ("x",) not in lines(TEXT)


def test_what_is_not_there_is_told_at_the_closest_thing_around_it() -> None:
    found = lines(TEXT)
    assert nearest(found, ("table", 1, "inner", 0, "missing")) == 35
    assert nearest(found, ("missing",)) == 1


def test_windows_line_ends_count_once() -> None:
    assert lines("a = 1\r\nb = 2\r\n")[("b",)] == 2
