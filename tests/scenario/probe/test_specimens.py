"""Each reader has a specimen in which it finds the canary; a reader without one is inconclusive, by name."""

import io
import zipfile
from importlib.resources import files

import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont

from clerestory.matching import canary
from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses, specimens
from clerestory.proof.probe.part import Child, Unreadable
from clerestory.proof.probe.readers import READERS, databases
from clerestory.proof.probe.specimens import SPECIMENS
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import MEMBER, STRANGER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
WITHOUT = {"mdb", "padding", "pbix"}  # none can be written: docs/explanation/probe.md


@pytest.fixture(scope="module")
def index():
    return index_of(crowd(100, seed=1), KEY)


def test_every_other_reader_has_a_specimen():
    assert set(READERS) - set(SPECIMENS) == WITHOUT


@pytest.mark.parametrize("kind", ["ole", "xlsb", "xlsx", "ods", "sas7bdat"])
def test_a_file_without_records_is_clean_as_its_reader_found_the_canary(index, kind):
    content = SPECIMENS[kind](canary.of(keys.Key(bytes(16))))  # another key's canary: nobody of this index
    report = search_responses([(f"book.{kind}", content)], index, KEY)
    assert {trial.reader: trial.found for trial in report.canary}[kind]
    assert report.verdict is Verdict.CLEAN, report.ledger


@pytest.mark.parametrize(
    ("kind", "magic"), [("mdb", b"\0\1\0\0Standard Jet DB\0"), ("accdb", b"\0\1\0\0Standard ACE DB\0")]
)
def test_an_access_database_is_inconclusive_and_the_ledger_says_why(index, kind, magic):
    report = search_responses([(f"book.{kind}", magic + bytes(4096))], index, KEY)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert any("Access database" in one.trouble for one in report.ledger)


def test_a_reader_without_a_specimen_is_inconclusive_and_the_ledger_says_why(index, monkeypatch):
    monkeypatch.delitem(SPECIMENS, "sas7bdat")
    content = (
        files(specimens).joinpath("stored/canary.sas7bdat").read_bytes()
    )  # it is read, but nothing shows how well
    report = search_responses([("table.sas7bdat", content)], index, KEY)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert [one.reader for one in report.ledger if "no specimen" in one.trouble] == ["sas7bdat"]
    assert report.as_json()["canary"]["readers"]["sas7bdat"] == {"planted": "none", "found": False}


def test_what_is_written_in_a_picture_is_read(index):
    """Needs tesseract, which ./test installs."""
    people = index_of([MEMBER, *crowd(100, seed=1)], KEY)
    for who, verdict in ((MEMBER, Verdict.FOUND), (STRANGER, Verdict.CLEAN)):
        image = Image.new("L", (900, 120), 255)
        ImageDraw.Draw(image).text(
            (20, 40), f"Licence {who.licence}", fill=0, font=ImageFont.load_default(size=40)
        )
        made = io.BytesIO()
        image.save(made, "PNG")
        report = search_responses([("scan.png", made.getvalue())], people, KEY)
        assert report.verdict is verdict, report.ledger


def test_a_picture_is_inconclusive_without_an_engine_unless_pictures_are_ignored(index, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    made = io.BytesIO()
    Image.new("L", (40, 40), 255).save(made, "PNG")
    told = {
        how: search_responses([("scan.png", made.getvalue())], index, KEY, pictures=how)
        for how in ("read", "ignore")
    }
    assert told["read"].verdict is Verdict.INCONCLUSIVE
    assert told["ignore"].verdict is Verdict.CLEAN


def test_the_canary_is_told_from_other_people(index):
    book = openpyxl.Workbook()
    book.active.append([canary.of(KEY).surname, canary.of(KEY).given])
    made = io.BytesIO()
    book.save(made)
    report = search_responses([("book.xlsx", made.getvalue())], index, KEY)
    assert (report.verdict, report.people) == (Verdict.CLEAN, 0)


def test_a_dbase_table_that_promises_more_rows_than_it_holds_is_unreadable_at_once():
    content = bytearray(SPECIMENS["dbf"](canary.of(KEY)))
    content[4:8] = (2**32 - 1).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        list(databases.dbf(Child("", bytes(content))))


def test_a_pivot_cache_of_a_binary_workbook_is_searched_but_never_clean():
    people = index_of([MEMBER, *crowd(100, seed=1)], KEY)
    for line, verdict in ((MEMBER.line, Verdict.FOUND), (STRANGER.line, Verdict.INCONCLUSIVE)):
        book = io.BytesIO(SPECIMENS["xlsb"](canary.of(keys.Key(bytes(16)))))
        with zipfile.ZipFile(book, "a") as archive:
            archive.writestr("xl/pivotCache/pivotCacheRecords1.bin", b"\x21\x10" + line.encode("utf-16-le"))
        report = search_responses([("book.xlsb", book.getvalue())], people, KEY)
        assert report.verdict is verdict
        assert any("pivot cache" in one.trouble for one in report.ledger)
