"""No licence, permit or CII number, address, or name with a birth date of the vault is in the release."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

STRONG = re.compile(rb"[A-Z0-9][A-Z0-9-]{5,}", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
IDENTIFIERS = {"drivers_license", "cii_number", "permit_number", "certificate_number", "serial_number"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file, and every part of those that hold parts, decompressed."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            _open(str(file.relative_to(folder)), file.read_bytes(), found)
    return found


def _open(name: str, content: bytes, found: dict[str, bytes]) -> None:
    found[name] = content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                _open(f"{name}!{part}", archive.read(part), found)
    elif content[:2] == b"\x1f\x8b":
        _open(f"{name}!gz", gzip.decompress(content), found)
    elif content[:4] == content[-4:] == b"PAR1":
        columns = pq.read_table(io.BytesIO(content)).to_pydict()
        found[f"{name}!rows"] = "\n".join(
            " ".join(map(str, row)) for row in zip(*columns.values(), strict=True)
        ).encode()


def vault_values(vault: Path) -> tuple[set[bytes], set[str], set[tuple[str, str]]]:
    """Strong identifiers; addresses; (surname, birth date)."""
    strong: set[bytes] = set()
    addresses: set[str] = set()
    people: set[tuple[str, str]] = set()
    with duckdb.connect(str(vault), read_only=True) as connection:
        for (table,) in connection.execute("show tables").fetchall():
            columns = {row[0] for row in connection.execute(f'describe "{table}"').fetchall()}
            for column in columns & IDENTIFIERS:
                rows = connection.execute(
                    f'select distinct "{column}" from "{table}" where "{column}" is not null'
                )
                strong |= {str(value).upper().encode() for (value,) in rows.fetchall()}
            if "street_address" in columns:
                rows = connection.execute(f'select distinct lower(street_address) from "{table}"')
                addresses |= {value for (value,) in rows.fetchall() if value}
            if {"last_name", "birth_date"} <= columns:
                rows = connection.execute(
                    f'select distinct lower(last_name), cast(birth_date as varchar) from "{table}" where last_name is not null'
                )
                people |= set(rows.fetchall())
    return strong, addresses, people


def leaks(found: dict[str, bytes], values) -> list[str]:
    """The places that hold a value; never the value."""
    strong, addresses, people = values
    surnames = {surname for surname, _ in people}
    lengths = {len(address.split()) for address in addresses}
    places = []
    for name, content in found.items():
        text = content.decode("utf-8", "replace").lower()
        words = text.split()
        held = any(token.upper() in strong for token in STRONG.findall(content))
        held = held or any(
            " ".join(words[at : at + length]) in addresses for length in lengths for at in range(len(words))
        )
        for line in text.splitlines():
            dates = set(re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d\b", line)) if len(line) < 5000 else set()
            held = held or any(
                (word, date) in people for date in dates for word in WORD.findall(line) if word in surnames
            )
        if held:
            places.append(name)
    return places


def test_no_value_of_the_vault_is_published_and_a_planted_one_is_seen(demo: Path) -> None:
    vault = demo / "vault" / "records.duckdb"
    values = vault_values(vault)
    assert min(map(len, values)) > 1000
    found = contents(demo / "published")
    assert leaks(found, values) == []
    with duckdb.connect(str(vault), read_only=True) as connection:
        row = connection.execute(
            "select last_name, birth_date, street_address, permit_number from ccw limit 1"
        ).fetchone()
    for number, planted in enumerate((f"{row[0]},{row[1]}", row[2], row[3])):
        assert leaks({f"planted {number}": f"note: {planted} end".encode()}, values) == [f"planted {number}"]


def texts(found: dict[str, bytes]) -> Iterator[str]:
    """What is text; bytes that are not were unpacked, or draw something."""
    for content in found.values():
        with suppress(UnicodeDecodeError):
            yield content.decode()


def test_no_name_of_the_vault_is_a_word_of_the_release(demo: Path) -> None:
    """So that anybody can look for the names alone, and needs no eye for what they happen to mean."""
    licensed = ("arrests", "awr", "ccw", "dros", "fsc", "gvro", "homicides")
    everybody = " union ".join(f"select unnest([last_name, first_name]) from {table}" for table in licensed)
    with duckdb.connect(str(demo / "vault" / "records.duckdb"), read_only=True) as connection:
        names = {name.casefold() for (name,) in connection.execute(everybody).fetchall()}
    assert len(names) > 500
    words = {word.casefold() for text in texts(contents(demo / "published")) for word in WORD.findall(text)}
    assert words & names == set()
