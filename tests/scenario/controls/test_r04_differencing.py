"""R04: small counts are withheld; a release that with any earlier one tells a small count is refused."""

import numpy as np
import pytest

from clerestory.acts import attached, earlier
from clerestory.errors import InputError, Refused
from clerestory.governance.approval import changes
from clerestory.governance.approval.score import HIGHEST, score
from clerestory.proof.attack import judge
from clerestory.release.evidence import Evidence
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube, to_bytes
from clerestory.vocabulary.progress import Silent

COUNTIES = ("Total", "Alpine", "Kern")
RESIDENTS = {"Alpine": 1_129.0, "Kern": 909_235.0}


def cube(values, by=("county", "year")):
    codes = {"county": COUNTIES, "year": ("Total", "2020", "2021"), "race": ("Total", "A", "B")}
    dimensions = [Dimension(each, each, codes[each], {}, {}) for each in by]
    dimensions.append(Dimension(MEASURE, "Measure", ("permits",), {}, {}))
    return PublishedCube("by_county", "ccw", "Permits", "x", "2026-01-01", tuple(dimensions), tuple(values))


BEFORE = cube([900, 400, 500, None, None, None, 880, 390, 490])


def published(folder, before):
    file = folder / "site/data/ccw/by_county.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(to_bytes(before))
    return folder


def test_two_releases_that_differ_by_one_are_refused(tmp_path):
    after = cube([901, 401, 500, None, None, None, 880, 390, 490])
    with pytest.raises(Refused, match="2 numbers differ from the published release by fewer than 11"):
        attached.compare_with_published(published(tmp_path, BEFORE), (after,), 11)


def test_large_differences_withheld_numbers_and_a_first_release_pass(tmp_path):
    after = cube([950, 450, 500, 12, None, None, 880, None, 490])
    compared = attached.compare_with_published(published(tmp_path, BEFORE), (after,), 11)
    assert [(each.before, each.after) for each in compared[0].changes] == [
        (900, 950),
        (400, 450),
        (None, 12),
        (390, None),
    ]
    assert attached.compare_with_published(tmp_path / "none", (after,), 11)[0].new


def test_cells_are_compared_by_what_they_are_not_by_where_they_stand():
    turned = cube([900, None, 880, 400, None, 390, 500, None, 490], by=("year", "county"))
    assert changes.compare((BEFORE,), (turned,))[0].changes == ()


def test_a_fine_table_of_a_small_county_scores_above_the_highest():
    fine = cube([12] * 9, by=("county", "race"))
    assert score(fine, RESIDENTS).points > HIGHEST
    assert score(BEFORE, {}).points <= HIGHEST


def towns(values):
    by = Dimension("town", "town", ("Total", "A", "B", "C"), {}, {"Total": ("A", "B", "C")})
    measure = Dimension(MEASURE, "Measure", ("permits",), {}, {})
    return PublishedCube("by_town", "ccw", "Permits", "x", "2026-01-01", (by, measure), tuple(values))


def of_counts(counts):
    none, real = np.zeros(0, np.int64), np.zeros(0)
    plain = np.zeros(len(counts), np.int8)
    return Evidence(np.array(counts), plain, plain.astype(np.int32), np.zeros(1, np.int64), none, none, none, real, real)  # fmt: skip


def test_an_earlier_release_that_was_replaced_is_kept_and_judged_together_with_a_new_one(tmp_path):
    """Each of the two alone leaves fifty people in two gaps; together they tell of five."""
    before, today = towns((100, None, 45, None)), towns((100, None, None, 50))
    site = published(tmp_path / "old", before) / "site/data"
    known = earlier.read(
        tmp_path / "kept", earlier.keep(tmp_path / "kept", site.rename(tmp_path / "data")), "2026-1"
    )
    tried = Tried(judge((today,), None, 11, 11))
    earlier.check_differences((known,), (today,), 11)
    with pytest.raises(Refused, match="together with release 2026-1, which was public, 2 small numbers"):
        earlier.judge((known,), tried, (today,), of_counts([100, 5, 45, 50]), Silent())
    assert (
        earlier.judge((known,), tried, (before,), of_counts([100, 5, 45, 50]), Silent())[0].found.cells == 0
    )


def test_a_number_that_differs_little_from_any_earlier_release_is_refused(tmp_path):
    long_ago = earlier.Earlier("2025-1", (BEFORE,))
    after = cube([901, 401, 500, None, None, None, 880, 390, 490])
    with pytest.raises(Refused, match="differ from 2025-1 by fewer than 11"):
        earlier.check_differences((long_ago,), (after,), 11)


def test_without_what_an_earlier_release_showed_nothing_is_judged(tmp_path):
    digest = earlier.keep(tmp_path, published(tmp_path / "old", BEFORE) / "site/data")
    (tmp_path / earlier.FILE).write_bytes(b"other")
    with pytest.raises(InputError, match="gone or changed; restore them"):
        earlier.read(tmp_path, digest, "2026-1")


class Tried:
    """The trial of one collection, as far as it is asked for here."""

    def __init__(self, report):
        self.name, self.report = "ccw", report
