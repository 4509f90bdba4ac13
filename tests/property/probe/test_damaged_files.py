"""Damaged files: no crash, no hang, and never clean for a file that was not read whole."""

import os

import numpy as np
import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.hiding_places import PLACES
from tests.scenario.probe.people import STRANGER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "2"))
TEXTS = frozenset(
    [
        "txt",
        "csv",
        "json",
        "html",
        "js",
        "eml",
        "svg",
        "map",
        "ipynb",
        "twb",
        "rtf",
        "vcf",
        "ics",
        "mbox",
        "ps1",
        "sql",
        "geojson",
    ]  # damaged, text is text
)
BINARY = [name for name in PLACES if name.rpartition(".")[2] not in TEXTS]


@pytest.fixture(scope="module")
def index():
    return index_of(crowd(200, seed=1), KEY)


def damaged(content: bytes, draw: np.random.Generator) -> bytes:
    kind = draw.integers(0, 3)
    if kind == 0:
        return content[: draw.integers(1, len(content))]
    changed = bytearray(content)
    for at in draw.integers(0, len(changed), 1 + len(changed) // 400):
        changed[at] = draw.integers(0, 256)
    return bytes(changed[draw.integers(0, 64) :] if kind == 2 else changed)


def test_damage_never_stops_the_probe(index):
    draw = np.random.default_rng(ROUNDS)
    files = [
        (f"{at} {name}", damaged(PLACES[name](STRANGER), draw)) for at in range(ROUNDS) for name in BINARY
    ]
    report = search_responses(files, index, KEY)
    looked = {one.path for one in report.ledger}
    assert looked == {name for name, _ in files}
    assert report.people == 0


@pytest.mark.parametrize(
    "name", ["archive.zip", "stream.gz", "rows.parquet", "visible.xlsx", "archive.7z", "rows.sqlite"]
)
def test_a_file_cut_in_half_is_not_clean(index, name):
    content = PLACES[name](STRANGER)
    report = search_responses([(name, content[: len(content) // 2])], index, KEY)
    assert report.verdict is not Verdict.CLEAN


def test_an_archive_in_itself_ends_at_the_limit(index):
    import gzip

    content = b"nothing"
    for _ in range(20):
        content = gzip.compress(content)
    assert search_responses([("deep.gz", content)], index, KEY).verdict is Verdict.INCONCLUSIVE
