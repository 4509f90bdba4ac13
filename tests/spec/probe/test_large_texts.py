"""Texts too large to be held as one structure: every piece is valid, nothing is lost, nothing is parted silently."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.proof.probe.part import Child, Part, Stream, Trouble
from clerestory.proof.probe.readers import large, plain

TEXTS = st.text('ab\\"[]{},:\n ', max_size=8)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": st.integers(0, 9), "words": TEXTS, "at": st.lists(st.integers(0, 9), max_size=3)}
    ),
    max_size=30,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 999) | TEXTS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=40,
)


def leaves(value):
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [repr(value)]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(large, "PIECE", 120)
    monkeypatch.setattr(plain, "_PARSED", 200)


@given(st.lists(VALUES, max_size=6) | st.dictionaries(TEXTS, VALUES, max_size=5))
def test_every_piece_is_json_and_every_value_is_in_one(value):
    pieces = list(large.Cut(json.dumps(value).encode()).pieces())
    assert Counter(leaf for piece in pieces for leaf in leaves(json.loads(piece))) == Counter(leaves(value))


@given(RECORDS, RECORDS)
def test_no_record_is_cut_apart(some, more):
    text = json.dumps({"type": "collection", "features": some, "further": {"rows": more}}, indent=1).encode()
    found = []

    def collect(record):
        found.append(json.dumps(record)) if "words" in record else None
        return record

    for piece in large.Cut(text).pieces():
        json.loads(piece, object_hook=collect)
    assert Counter(found) == Counter(map(json.dumps, [*some, *more]))


@given(RECORDS)
def test_one_value_a_line(records):
    text = "\n".join(map(json.dumps, records)).encode()
    pieces = list(large.Cut(text).pieces())
    assert [json.loads(line) for piece in pieces for line in piece.splitlines()] == records


def troubles(content):
    return [one.why for one in plain.text(Child("", content)) if isinstance(one, Trouble)]


def parts(content):
    return b"\n".join(bytes(one.content) for one in plain.text(Child("", content)) if isinstance(one, Part))


def test_long_columns_that_would_have_to_be_side_by_side_are_trouble():
    columns = {"name": ["Ada Lovelace"] * 20, "born": ["1815-12-10"] * 20}
    assert troubles(json.dumps(columns).encode()) == ["lists of values too long to be put side by side"]
    assert troubles(json.dumps({"rows": [["Ada", "1815"]] * 50, "kind": "x"}).encode()) == []


def test_one_long_value_is_trouble():
    assert troubles(json.dumps([{"bdata": "A" * 200, "dtype": "f8"}]).encode())


def test_a_large_page_is_trouble():
    assert troubles(b"<html><body>" + b"<p>words</p>" * 50)


def test_what_is_escaped_in_a_large_file_is_read():
    text = json.dumps([{"n": at, "name": "Jos\u00e9 N\u00fa\u00f1ez"} for at in range(20)]).encode()
    assert b"Jos\\u00e9" in text
    assert "José Núñez".encode() in parts(text)


def test_a_large_mailbox_is_read_message_by_message():
    one = b"From a@b Mon\nFrom: a@b\nTo: b@c\nSubject: x\nContent-Transfer-Encoding: base64\n\nQWRhIExvdmVsYWNl\n\n"
    found = [each for each in plain.text(Child("", one * 3)) if isinstance(each, Child)]
    assert [bytes(each.content) for each in found] == [b"Ada Lovelace"] * 3


def test_large_text_of_another_coding_is_decoded():
    (stream,) = [
        one
        for one in plain.text(Child("", ("name,born\nJosé,1815\n" * 20).encode("utf-16")))
        if isinstance(one, Stream)
    ]
    assert b"".join(stream.pieces).decode() == "name,born\nJosé,1815\n" * 20


def test_lines_that_go_on_are_not_cut():
    text = b"".join(b"BEGIN:VCARD\nFN:Ada\n  Love\n lace\nEND:VCARD\n" for _ in range(20))
    assert parts(text).count(b"FN:Ada Lovelace") >= 20
