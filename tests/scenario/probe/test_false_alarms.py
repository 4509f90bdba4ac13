"""What is no leak is not called one: reports, county tables, prose, office files, other people's rows."""

import base64
import csv
import io
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import openpyxl
import pikepdf
import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe import search, search_responses
from clerestory.proof.probe.report import Kind
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.people import crowd, index_of

KEY = keys.Key(bytes(range(16)))
PEOPLE = crowd(40_000, seed=11)
WORDS = [
    "the",
    "county",
    "report",
    "of",
    "permits",
    "and",
    "sales",
    "rose",
    "in",
    "the",
    "year",
    "while",
    "counties",
    "like",
    "Lake",
    "Orange",
    "Trinity",
    "and",
    "Glenn",
    "fell",
    "as",
    "Rose",
    "May",
    "Grant",
    "Will",
    "Mark",
    "Hope",
    "Faith",
    "and",
    "Smith",
    "said",
    "on",
    "a",
    "long",
    "summer",
    "evening",
    "near",
    "Mission",
    "Oak",
    "and",
    "Cedar",
    "streets",
    "where",
    "Felix",
    "and",
    "Gloria",
    "had",
    "walked",
    "with",
    "Leo",
    "past",
    "the",
    "old",
    "house",
    "in",
    "March",
    "of",
    "1957",
    "and",
    "again",
    "on",
    "May",
    "5",
    "2001",
]


@pytest.fixture(scope="module")
def index():
    return index_of(PEOPLE, KEY)


def prose(seed: int, size: int) -> str:
    draw = np.random.default_rng(seed)
    return " ".join(WORDS[at] + (".\n" if at % 17 == 0 else "") for at in draw.integers(0, len(WORDS), size))


def rows(people, *names) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(names)
    writer.writerows([[getattr(person, name) for name in names] for person in people])
    return made.getvalue().encode()


def office_files() -> dict[str, bytes]:
    draw = np.random.default_rng(5)
    found = {}
    for at in range(50):
        book = openpyxl.Workbook()
        book.active.append(["County", "Year", "Permits", "Share", "Note"])
        for row in range(40):
            county = ("Lake", "Orange", "Glenn", "Trinity", "Kings")[row % 5]
            book.active.append(
                [
                    county,
                    2010 + row // 5,
                    int(draw.integers(11, 90000)),
                    round(float(draw.random()), 3),
                    WORDS[row],
                ]
            )
        made = io.BytesIO()
        book.save(made)
        found[f"budget{at}.xlsx"] = made.getvalue()
        items = [
            ["item", "category", "price", "stock"],
            *[[f"Part {n}", "abc"[n % 3], n * 1.25, int(draw.integers(0, 900))] for n in range(60)],
        ]
        found[f"stock{at}.csv"] = "\n".join(",".join(map(str, line)) for line in items).encode()
        text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in prose(at, 400).split("\n"))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "word/document.xml", f"<w:document xmlns:w='w'><w:body>{text}</w:body></w:document>"
            )
        found[f"minutes{at}.docx"] = made.getvalue()
        found[f"talk{at}.pptx"] = slides(at) if at % 5 == 0 else b""
        found[f"memo{at}.txt"] = prose(at + 1000, 600).encode()
        found[f"notice{at}.pdf"] = page(at) if at % 5 == 0 else b""
    return {name: content for name, content in found.items() if content}


def slides(seed: int) -> bytes:
    """A presentation with a chart's cached totals."""
    texts = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in prose(seed, 120).split("\n"))
    points = "".join(f"<c:pt idx='{at}'><c:v>{1000 + seed * 37 + at * 411}</c:v></c:pt>" for at in range(20))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/slides/slide1.xml", f"<p:sld xmlns:p='p' xmlns:a='a'>{texts}</p:sld>")
        archive.writestr("ppt/charts/chart1.xml", f"<c:chart xmlns:c='c'>{points}</c:chart>")
    return made.getvalue()


def page(seed: int) -> bytes:
    """A printed notice: a page of prose and a table of totals."""
    document = pikepdf.new()
    document.add_blank_page()
    lines = [
        *prose(seed, 200).split("\n"),
        *[f"Lake {2000 + at} {seed * 91 + at * 1337}" for at in range(12)],
    ]
    shown = "".join(f"({line}) Tj T* " for line in lines)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    document.pages[0].Contents = document.make_stream(f"BT /F1 9 Tf 12 TL 40 760 Td {shown}ET".encode())
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


TOLD = (
    "In the spring of {year} {one} {family} came back to the valley, and {two} {other} met the train at {street} Street.",
    "“You have not changed since {year},” said {one}. “Nor has {two},” said old {family}, and poured the tea.",
    "{two} was born on {month} {day}, {year}, the winter the river froze; {one} {family} remembered it otherwise.",
    "The letter was dated {day} {month} {year} and signed {one} {other}, of {number} {street} Street.",
    "Nobody in the town had a good word for the {family} brothers, except {two}, who owed them {number} dollars.",
)


def novel(chapters: int) -> str:
    """Many people who have the index's names, with years, days and streets: a tale, none of them a record."""
    draw = np.random.default_rng(77)
    months = ("January", "March", "May", "June", "August", "October")
    families = [one.surname for one in PEOPLE[:400]] + ["Smith", "Grant", "Rose"]
    firsts = [one.given for one in PEOPLE[:400]]
    told = []
    for chapter in range(chapters):
        family, other = draw.choice(families, 2)
        one, two = draw.choice(firsts, 2)
        told.append(f"\n\nCHAPTER {chapter + 1}. {one} {family}\n\n")
        for _ in range(60):
            told.append(
                TOLD[int(draw.integers(0, len(TOLD)))].format(
                    one=one, two=two, family=family, other=other, year=draw.integers(1860, 1990), day=draw.integers(1, 29),
                    month=draw.choice(months), number=draw.integers(1, 9000), street=draw.choice(["Oak", "Elm", "Cedar"]),
                ) + " "
            )  # fmt: skip
    return "".join(told)


def test_two_hundred_office_files_are_clean(index):
    files = office_files()
    assert len(files) >= 200
    report = search_responses(files.items(), index, KEY)
    assert report.findings == ()
    assert report.verdict is Verdict.CLEAN


def test_what_a_short_stream_holds_that_is_cut_off_is_found(index):
    packed = zlib.compress(f"{PEOPLE[0].licence} {PEOPLE[0].surname} {PEOPLE[0].born}".encode())[:-3]
    report = search_responses([("log.txt", b"data " + base64.b64encode(packed) + b" end")], index, KEY)
    assert report.people == 1


def test_prose_as_long_as_a_novel_is_clean(index, tmp_path):
    (tmp_path / "novel.txt").write_text(prose(1, 150_000))
    assert search([tmp_path], index, KEY).verdict is Verdict.CLEAN


def test_a_tale_of_people_who_have_the_same_names_is_clean(index, tmp_path):
    (tmp_path / "tale.txt").write_text(novel(100))
    report = search([tmp_path], index, KEY)
    assert report.findings == ()
    assert report.verdict is Verdict.CLEAN


def test_long_numbers_and_digests_that_begin_like_packed_streams_are_clean(index):
    draw = np.random.default_rng(3)
    numbers = [f"0.{head}{draw.integers(10**12):012d}" for head in ("7801", "4212") for _ in range(500)]
    digests = [f"{head}{draw.bytes(14).hex()}" for head in ("789c", "1f8b", "785e") for _ in range(300)]
    words = [
        f"{base64.b64encode(head + draw.bytes(20)).decode()}"
        for head in (b"x\x9c", b"\x1f\x8b")
        for _ in range(300)
    ]
    for lying in (", ".join(numbers), " ".join(digests), "\n".join(words)):
        report = search_responses([("page.js", f"show([{lying}])".encode())], index, KEY)
        assert (report.verdict, [one for one in report.ledger if one.trouble]) == (Verdict.CLEAN, [])


def test_a_table_of_counties_and_counts_is_clean(index, tmp_path):
    draw = np.random.default_rng(2)
    lines = [
        f"{county},{year},{draw.integers(1, 10**7)}" for county in WORDS[:58] for year in range(1990, 2022)
    ]
    (tmp_path / "counties.csv").write_text("county,year,count\n" + "\n".join(lines))
    assert search([tmp_path], index, KEY).verdict is Verdict.CLEAN


def test_rows_of_strangers_are_rarely_taken_for_members(index):
    files = {f"{at}.csv": rows(crowd(150, seed=5000 + at), "surname", "born") for at in range(100)}
    report = search_responses(files.items(), index, KEY)
    wrong = {one.path for one in report.findings if one.kind in (Kind.MEMBER, Kind.TABLE)}
    assert len(wrong) <= 1


def test_rows_of_members_are_a_table(index):
    chosen = np.random.default_rng(3).permutation(len(PEOPLE))[:2000]
    files = {
        f"{at}.csv": rows([PEOPLE[n] for n in chosen[at * 100 : at * 100 + 100]], "surname", "born")
        for at in range(20)
    }
    report = search_responses(files.items(), index, KEY)
    assert {one.path for one in report.findings if one.kind in (Kind.MEMBER, Kind.TABLE)} == set(files)


def test_one_member_among_many_strangers_of_other_names_is_found(index, tmp_path):
    draw = np.random.default_rng(6)
    numbers = draw.integers(10**6, size=(30_000, 2))
    lines = [
        f"Nobody{one} Somebody{other},19{40 + one % 59}-0{1 + one % 9}-1{other % 9}" for one, other in numbers
    ]
    member = next(person for person in PEOPLE if len(person.surname) > 9)
    lines.insert(20_000, f"{member.given} {member.surname},{member.born}")
    (tmp_path / "list.csv").write_text("name,born\n" + "\n".join(lines))
    assert search([tmp_path], index, KEY).people == 1


def test_one_member_among_a_hundred_strangers_is_found_where_chance_would_hardly_give_one(index):
    strangers = [
        replace(one, given=f"{one.given}{'xyz'[at % 3]}a") for at, one in enumerate(crowd(100, seed=31))
    ]
    rare = [one for one in PEOPLE if len(one.surname) > 9][:50]
    files = {f"{at}.csv": rows([*strangers, one], "surname", "given", "born") for at, one in enumerate(rare)}
    report = search_responses(files.items(), index, KEY)
    assert len({one.path for one in report.findings if one.kind is Kind.MEMBER}) >= 45


def test_distinct_people_are_counted_once(index, tmp_path):
    (tmp_path / "a.csv").write_bytes(rows(PEOPLE[:900], "surname", "given", "born", "licence"))
    (tmp_path / "b.csv").write_bytes(rows(PEOPLE[600:1200], "licence", "postcode"))
    assert search([tmp_path], index, KEY).people == 1200


def test_records_without_an_index_are_told_by_their_structure(tmp_path):
    (tmp_path / "records.csv").write_bytes(rows(PEOPLE[:300], "surname", "given", "born", "licence"))
    report = search([tmp_path])
    assert report.verdict is Verdict.FOUND
    assert {(one.kind, one.people) for one in report.findings} == {(Kind.STRUCTURE, 0)}
