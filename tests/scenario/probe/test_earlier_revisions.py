"""Earlier revisions of a PDF, also damaged ones, are read or make it inconclusive; never passed over."""

import re

import pikepdf
import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses
from clerestory.proof.probe.readers import revisions
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.hiding_places.documents import changed, deflated, pdf, saved
from tests.scenario.probe.people import MEMBER, STRANGER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
DAMAGE = {
    "none": lambda first: first,
    "table of references": lambda first: re.sub(rb"startxref\s+\d+", b"startxref\n7", first),
    "entries of the table": lambda first: re.sub(rb"\d{10} 00000 n", b"0000000007 00000 n", first),
    "end mark": lambda first: first.replace(b"%%EOF", b"%%E0F"),
    "catalog": lambda first: first.replace(b"/Catalog", b"/Catal0g"),
    "trailer": lambda first: first.replace(b"trailer", b"tra1ler"),
    "pages": lambda first: first.replace(b"/Kids", b"/K1ds"),
}


@pytest.fixture(scope="module")
def index():
    return index_of([MEMBER, *crowd(200, seed=1)], KEY)


def verdict(content: bytes, index) -> Verdict:
    return search_responses([("report.pdf", content)], index, KEY).verdict


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_person_in_a_packed_stream_of_a_damaged_revision_is_found(index, damage):
    assert verdict(changed(deflated(MEMBER), DAMAGE[damage]), index) is Verdict.FOUND


@pytest.mark.parametrize("damage", ["none", "table of references", "end mark"])
def test_a_revision_that_can_be_put_right_is_clean_without_one(index, damage):
    assert verdict(changed(deflated(STRANGER), DAMAGE[damage]), index) is Verdict.CLEAN


def test_a_revision_whose_streams_are_damaged_too_is_inconclusive(index):
    def damage(first: bytes) -> bytes:
        begin = first.index(b"stream\n") + 40
        return first[:begin] + bytes(8) + first[begin + 8 :].replace(b"%%EOF", b"%%E0F")

    assert verdict(changed(deflated(STRANGER), damage), index) is Verdict.INCONCLUSIVE


def test_a_lost_stream_that_shows_text_by_codes_of_a_font_is_inconclusive(index):
    codes = "".join(f"{ord(sign) + 7:04X}" for sign in MEMBER.line)
    document = pdf("Summary")
    document.pages[0].Contents = document.make_stream(f"BT /F1 12 Tf <{codes}> Tj ET".encode())
    first = saved(document, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=True)
    assert verdict(changed(first, DAMAGE["end mark"]), index) is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    "options", [{"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}]
)
def test_a_whole_file_has_no_earlier_revision(index, options):
    content = saved(pdf("Summary"), **options)
    assert revisions.ends(content) == []
    assert verdict(content, index) is Verdict.CLEAN


def test_an_end_mark_in_an_attached_file_is_none(index):
    document = pdf("Summary")
    document.attachments["other.pdf"] = saved(pdf("Other"))
    content = saved(document, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert content.count(b"%%EOF") == 2
    assert revisions.ends(content) == []
    assert verdict(content, index) is Verdict.CLEAN


def test_more_revisions_than_are_read_is_inconclusive(index, monkeypatch):
    monkeypatch.setattr(revisions, "MOST", 0)
    from clerestory.proof.probe.part import Child, Trouble
    from clerestory.proof.probe.readers.pages import pdf as read

    content = changed(deflated(STRANGER), DAMAGE["none"])
    assert any(isinstance(one, Trouble) for one in read(Child("", content)))


def test_a_file_that_anybody_may_open_is_clean_though_its_bytes_are_enciphered(index):
    content = saved(pdf("Summary"), encryption=pikepdf.Encryption(owner="o", user=""))
    assert verdict(content, index) is Verdict.CLEAN
