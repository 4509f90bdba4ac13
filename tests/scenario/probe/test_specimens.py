"""Each reader has a specimen in which it finds the canary; a reader without one is inconclusive, by name."""

import io

import openpyxl
import pytest

from clerestory.matching import canary
from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses
from clerestory.proof.probe.readers import READERS
from clerestory.proof.probe.specimens import SPECIMENS
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import crowd, index_of

KEY = keys.Key(bytes(range(16)))
WITHOUT = {"mdb", "padding", "pbix", "sas7bdat"}  # none can be written: docs/explanation/probe.md


@pytest.fixture(scope="module")
def index():
    return index_of(crowd(100, seed=1), KEY)


def test_every_other_reader_has_a_specimen():
    assert set(READERS) - set(SPECIMENS) == WITHOUT


@pytest.mark.parametrize("kind", ["ole", "xlsb", "xlsx", "ods"])
def test_a_workbook_without_records_is_clean_as_its_reader_found_the_canary(index, kind):
    content = SPECIMENS[kind](canary.of(keys.Key(bytes(16))))  # another key's canary: nobody of this index
    report = search_responses([(f"book.{kind}", content)], index, KEY)
    assert {trial.reader: trial.found for trial in report.canary}[kind]
    assert report.verdict is Verdict.CLEAN, report.ledger


def test_the_canary_is_told_from_other_people(index):
    book = openpyxl.Workbook()
    book.active.append([canary.of(KEY).surname, canary.of(KEY).given])
    made = io.BytesIO()
    book.save(made)
    report = search_responses([("book.xlsx", made.getvalue())], index, KEY)
    assert (report.verdict, report.people) == (Verdict.CLEAN, 0)
