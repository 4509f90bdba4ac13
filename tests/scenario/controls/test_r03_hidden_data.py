"""R03: what is published is every byte of the bundle: a person in a hidden place blocks, by file and place."""

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.hiding_places import PLACES
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
HIDDEN = [
    name for name in PLACES
    if name.endswith((".xlsx", ".json", ".map", ".js", ".gz", ".pdf", ".twbx", ".html"))
][:12]  # fmt: skip


@pytest.fixture(scope="module")
def index():
    return index_of([MEMBER, *crowd(500, seed=7)], KEY)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_person_in_a_hidden_place_is_found_by_file(tmp_path, index, name):
    (tmp_path / name).write_bytes(PLACES[name](MEMBER))
    report = search([tmp_path], index, KEY)
    assert report.verdict is not Verdict.CLEAN
    if report.verdict is Verdict.FOUND:
        assert {one.path.rpartition("/")[2] for one in report.findings} == {name}
