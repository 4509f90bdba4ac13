"""Folders as they lie: what cannot be opened is named and stops nothing; people found twice are counted once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.matching import key as keys
from clerestory.proof.probe import search
from clerestory.proof.probe.breaks import count_lines, unbroken
from clerestory.proof.probe.judge import distinct
from clerestory.proof.probe.report import joined
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import MEMBER, STRANGER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
PEOPLE = [MEMBER, *crowd(200, seed=1)]


@pytest.fixture(scope="module")
def index():
    return index_of(PEOPLE, KEY)


@pytest.mark.parametrize("to", ["nowhere", "a folder"])
@pytest.mark.parametrize(("who", "verdict"), [(MEMBER, Verdict.FOUND), (STRANGER, Verdict.INCONCLUSIVE)])
def test_a_link_that_is_not_followed_is_named_and_the_rest_is_read(index, tmp_path, to, who, verdict):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a link").symlink_to(tmp_path if to == "a folder" else tmp_path / "gone")
    (folder / "notes.txt").write_text(who.line)
    report = search([folder], index, KEY)
    assert report.verdict is verdict
    assert [one.path for one in report.ledger if one.trouble] == [str(folder / "a link")]


def test_files_come_in_order_and_deep_ones_too(index, tmp_path):
    for name in ("b/c.txt", "a.txt", "b/a/z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("nothing")
    report = search([tmp_path], index, KEY)
    assert {one.path.removeprefix(f"{tmp_path}/") for one in report.ledger} == {
        "a.txt",
        "b/c.txt",
        "b/a/z.txt",
    }


def test_people_of_two_reports_are_counted_once(index, tmp_path):
    reports = []
    for name, who in (("a", PEOPLE[:3]), ("b", PEOPLE[2:5]), ("c", [STRANGER])):
        (tmp_path / name).write_text("\n\n".join(one.line for one in who))
        reports.append(search([tmp_path / name], index, KEY))
    assert [report.people for report in reports] == [3, 3, 0]
    assert joined(reports).people == 5


@settings(max_examples=30)
@given(st.lists(st.integers(0, 50), max_size=200))
def test_distinct_people_are_those_that_a_slow_way_finds(persons):
    found = distinct(np.array(persons, np.uint32))
    assert found.tolist() == sorted(set(persons))


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (b'a,"b\nc",d\n1,2\n', b'a,"b c",d\n1,2\n'),
        (b'"x ""y""\n\nz";1\n', b'"x ""y""  z";1\n'),
        (b'a,5" pipe\nb,c\n', b'a,5" pipe\nb,c\n'),
        (b'a,"open\nb,c\nd,e\n', b'a,"open\nb,c\nd,e\n'),
        (b"a,b\nc,d\n", b"a,b\nc,d\n"),
    ],
)
def test_line_breaks_in_quoted_cells_break_no_record(lines, whole):
    made = unbroken(np.frombuffer(lines, np.uint8))
    assert made.tobytes() == whole
    assert count_lines(made) == whole.count(b"\n")
