"""R04: small counts are withheld, and two releases that differ by a small count are refused."""

import pytest

from clerestory.acts import attached
from clerestory.errors import Refused
from clerestory.governance.approval import changes
from clerestory.governance.approval.score import HIGHEST, score
from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube, to_bytes

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
