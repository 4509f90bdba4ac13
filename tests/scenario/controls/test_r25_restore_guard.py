"""R25: while a claim is open the same dataset goes live by no role, in whatever form; a clean one passes the whole gate."""

import gzip
import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest

from clerestory.acts import claims, found, govern, officiate, own_hand, publish, sign
from clerestory.acts.govern import Governed
from clerestory.errors import InputError, Refused
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.approval.requests import Choice
from clerestory.governance.office import claims as office_claims
from clerestory.governance.office import releases
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.store import incidents
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.progress import Silent
from clerestory.vocabulary.roles import Role
from tests.fixtures import tiny
from tests.office import NOON, Office

LEAD = Actor("fred")


def whole_way(governed: Governed) -> None:
    """From the build to the publication, by everybody whose duty it is."""
    officiate.build(governed, own_hand.example(governed.places, "dorothea"), Silent())
    request = governed.request().id
    releases.propose(governed.desk, own_hand.example(governed.places, "dorothea"), request)
    for checker in ("camden", "mary"):
        releases.vote(
            governed.desk, own_hand.example(governed.places, checker), request, "all", Choice.APPROVE
        )
        officiate.approve(governed, own_hand.example(governed.places, checker), "")
    for officer in ("humphrey", "tertius"):
        key = sign.find_key(governed.places.keys, officer, None)
        officiate.sign_release(governed, key, ceremony.passphrase(governed.places.keys, key), expiry.now())
    officiate.publish_release(governed, own_hand.example(governed.places, "tertius"), expiry.now(), Silent())


def started(folder: Path) -> Governed:
    governed = found.example(folder)
    people = ceremony.ceremony_of(governed.project.people, governed.project.policy.signatures)
    ceremony.hold_example(governed.places.keys, governed.places.trust, people, expiry.now())
    return governed


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A publication whose records were claimed to be reachable."""
    folder = tiny.make(tmp_path_factory.mktemp("restore"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "COST", 1 << 4)
        governed = started(folder)
        whole_way(governed)
    claims.open_claim(governed, LEAD, "2026-1", expiry.now(), Severity.S3, "everybody can be downloaded")
    return folder


@pytest.fixture
def place(published, tmp_path, monkeypatch) -> Path:
    """A copy to be changed."""
    monkeypatch.setattr(keys, "COST", 1 << 4)
    return shutil.copytree(published, tmp_path / "d")


def cards(folder: Path):
    with duckdb.connect(str(folder / "vault/records.duckdb"), read_only=True) as vault:
        columns = [name for name, *_ in vault.execute("DESCRIBE cards").fetchall()]
        return columns, vault.execute("SELECT * FROM cards").fetchall()


def as_file(columns, rows, file: Path) -> Path:
    with duckdb.connect() as own:
        own.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in columns)})")
        own.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows)
        kind = "(FORMAT parquet)" if file.suffix == ".parquet" else "(HEADER)"
        own.execute(f"COPY t TO '{file}' {kind}")
    return file


def shuffled(columns, rows):
    order = random.Random(1).sample(range(len(columns)), len(columns))
    mixed = random.Random(2).sample(rows, len(rows))
    return [columns[at] for at in order], [tuple(row[at] for at in order) for row in mixed]


FORMS = {
    "as a CSV file": (lambda columns, rows: (columns, rows), ".csv"),
    "as a Parquet file": (lambda columns, rows: (columns, rows), ".parquet"),
    "in another order of rows and columns": (shuffled, ".csv"),
    "under other names": (lambda columns, rows: ([f"field_{at}" for at in range(len(columns))], rows), ".csv"),
    "without 5 % of the rows": (lambda columns, rows: (columns, random.Random(3).sample(rows, len(rows) * 95 // 100)), ".csv"),
    "only a part of the columns": (lambda columns, rows: (columns[:3], [row[:3] for row in rows]), ".parquet"),
    "a quarter of the rows": (lambda columns, rows: (columns, rows[: len(rows) // 4 + 1]), ".csv"),
    "all of that together": (
        lambda columns, rows: ([f"f{at}" for at in range(len(columns))], shuffled(columns, rows)[1][: len(rows) * 95 // 100]),
        ".parquet",
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_same_records_in_another_form_are_known_again(place, tmp_path, form):
    change, ending = FORMS[form]
    file = as_file(*change(*cards(place)), tmp_path / f"handed_in{ending}")
    with pytest.raises(Refused, match="the same dataset is under claim C-1"):
        claims.check_file(govern.opened(place), file)


WRITTEN = {
    "UTF-8 with a mark": ("csv", "utf-8-sig"), "UTF-16": ("csv", "utf-16"), "UTF-16 without a mark": ("csv", "utf-16-le"),
    "Latin-1": ("csv", "latin-1"), "a JSON array": ("json", "utf-8"), "a JSON record a line": ("jsonl", "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("written", WRITTEN)
def test_the_same_records_in_another_encoding_are_known_again(place, tmp_path, written, packed):
    kind, encoding = WRITTEN[written]
    columns, rows = cards(place)
    rows = [(row[0], *map(str, row[1:-1]), "né") for row in rows]
    records = [json.dumps(dict(zip(columns, row, strict=True))) for row in rows]
    text = {
        "csv": "\n".join(",".join(row) for row in [tuple(columns), *rows]),
        "json": f"[{','.join(records)}]",
        "jsonl": "\n".join(records),
    }[kind]
    file = tmp_path / "handed-in.txt"
    content = text.encode(encoding)
    file.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(Refused, match="the same dataset is under claim C-1"):
        claims.check_file(govern.opened(place), file)


def test_records_inside_of_records_are_never_called_clean(place, tmp_path):
    columns, rows = cards(place)
    file = tmp_path / "f.json"
    file.write_text(json.dumps({"records": [dict(zip(columns, map(str, row), strict=True)) for row in rows]}))
    with pytest.raises(InputError, match="records inside of records"):
        claims.check_file(govern.opened(place), file)


def test_the_same_rows_without_the_confidential_columns_are_clean(place, tmp_path):
    columns, rows = cards(place)
    kept = [at for at, name in enumerate(columns) if name not in ("last_name", "birth_date")]
    file = as_file(
        [columns[at] for at in kept], [tuple(row[at] for at in kept) for row in rows], tmp_path / "f.csv"
    )
    assert claims.check_file(govern.opened(place), file)["C-1"] < 200


def test_other_people_are_another_dataset(place, tmp_path):
    columns, rows = cards(place)
    names = [f"{row[0][::-1]}{number % 97}" for number, row in enumerate(rows)]
    born = [f"{1950 + number % 50}-{1 + number % 11:02}-{1 + number % 27:02}" for number in range(len(rows))]
    others = [(name, day, *row[2:]) for name, day, row in zip(names, born, rows, strict=True)]
    assert claims.check_file(govern.opened(place), as_file(columns, others, tmp_path / "f.csv"))["C-1"] < 200


def test_a_table_of_totals_is_not_the_records(place, tmp_path):
    _columns, rows = cards(place)
    totals = sorted({(row[2], row[4]) for row in rows})
    assert (
        claims.check_file(govern.opened(place), as_file(["town", "year"], totals, tmp_path / "f.csv"))["C-1"]
        < 200
    )


@pytest.mark.parametrize("person", ["dorothea", "camden", "humphrey", "tertius", "fred", "james", "caleb"])
def test_no_role_builds_it_again(place, person):
    """The vault holds the same records, sorted otherwise: refused before anything is counted."""
    with duckdb.connect(str(place / "vault/records.duckdb")) as vault:
        vault.execute(
            "CREATE OR REPLACE TABLE cards AS SELECT * FROM cards ORDER BY hash(birth_date) LIMIT 665"
        )
    with pytest.raises(Refused):
        officiate.build(govern.opened(place), Actor(person), Silent())


def test_what_was_built_or_signed_before_the_claim_stays_down_too(tmp_path):
    """The claim comes between two steps: no step after it is taken, by anybody."""
    steps = ("build", "propose", "review", "sign")
    for step in steps:
        office = Office(tmp_path / step, everybody=True)
        office.build()
        if step != "build":
            office.propose()
        if step in ("review", "sign"):
            office.review()
        if step == "sign":
            office.sign("priya", Role.PRIVACY_OFFICER)
            office.sign("tom", Role.PUBLISHER)
        office_claims.open_claim(office.desk, Actor("elena"), "2026-1", (), NOON, Severity.S2, "", "c" * 64)
        after = {
            "build": office.propose,
            "propose": lambda office=office: office.vote("maya"),
            "review": lambda office=office: office.sign("priya", Role.PRIVACY_OFFICER),
            "sign": office.publish,
        }
        with pytest.raises(Refused, match=r"claim C-1 was opened after this was built"):
            after[step]()


def test_a_clean_dataset_passes_the_whole_gate(place):
    """The same people's cards without names and birth dates: every trial, every signature, live."""
    with duckdb.connect(str(place / "vault/records.duckdb")) as vault:
        vault.execute("ALTER TABLE cards DROP COLUMN last_name")
        vault.execute("ALTER TABLE cards DROP COLUMN birth_date")
        vault.execute("UPDATE loans SET card_number = 'N-' || hash(card_number, 7)::VARCHAR")
    source = place / "project/sources/cards.toml"
    kept = [
        part
        for part in source.read_text().split("[[column]]")
        if '"last_name"' not in part and '"birth_date"' not in part
    ]
    source.write_text("[[column]]".join(kept))
    governed = govern.opened(place)
    whole_way(governed)
    with governed.desk.store.reading() as look:
        assert incidents.open_claims(look)
    request = governed.request()
    assert request.state.value == "published"
    attack = officiate.evidence_folder(governed, request.built.digests.bundle) / "attack.json"
    together = json.loads(attack.read_bytes())["with_earlier_releases"]
    assert {(each["release"], each["collection"]) for each in together} == {
        ("2026-1", "cards"),
        ("2026-1", "loans"),
    }
    assert publish.Places.of(governed.project.places).published.is_dir()


def test_only_a_lead_or_privacy_officer_closes_a_claim_and_says_why(place, tmp_path):
    governed = govern.opened(place)
    with pytest.raises(Refused, match="may not do this"):
        office_claims.close_claim(governed.desk, Actor("dorothea"), "C-1", "done")
    with pytest.raises(Refused, match="say why"):
        office_claims.close_claim(governed.desk, LEAD, "C-1", " ")
    office_claims.close_claim(governed.desk, LEAD, "C-1", "the path was closed; nothing had been fetched")
    assert claims.check_file(governed, as_file(*cards(place), tmp_path / "f.csv")) == {}
