"""R45: delete, alter, reorder, insert, truncate: each is found, in the database and in the export."""

import contextlib
import dataclasses
import random
import shutil
import sqlite3

import pytest

from clerestory.errors import ClerestoryError, Refused
from clerestory.governance.log import export, keys, witness
from clerestory.governance.log.verify import Known, verify
from clerestory.governance.store import database, integrity, log
from clerestory.vocabulary.roles import Role

TIMES = 500  # tamperings of each: the export and the database


@pytest.fixture
def office(office):
    """A log with something in it."""
    office.signed()
    office.publish()
    return office


def witnessed(office, file):
    lines = office.export()
    found = verify(lines)
    return witness.cosign(file, export.note_of(lines[-1]), found.key, {})


def test_an_untouched_export_verifies_offline_with_and_without_a_witness(office, tmp_path):
    known = Known(witness=witnessed(office, tmp_path / "witness"), key=office.store.key.public_key())
    office.build()
    for each in (None, known):
        found = verify(office.export(), each)
        assert found.size == len(office.log())


def altered(lines, chance):
    at = chance.randrange(len(lines))
    line = lines[at]
    place = chance.randrange(len(line))
    sign = chance.choice([each for each in 'abcxyz019 {"' if each != line[place]])
    return [*lines[:at], line[:place] + sign + line[place + 1 :], *lines[at + 1 :]]


def deleted(lines, chance):
    at = chance.randrange(len(lines))
    return [*lines[:at], *lines[at + 1 :]]


def reordered(lines, chance):
    one, other = chance.sample(range(len(lines)), 2)
    moved = list(lines)
    moved[one], moved[other] = moved[other], moved[one]
    return moved


def inserted(lines, chance):
    at = chance.randrange(len(lines) + 1)
    return [*lines[:at], chance.choice(lines), *lines[at:]]


def truncated(lines, chance):
    return lines[: chance.randrange(len(lines))]


def resigned(lines, chance):
    """Somebody without the log's key drops entries and signs what is left with a key of their own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from clerestory.governance.log import checkpoint, merkle

    own = Ed25519PrivateKey.generate()
    kept = lines[1 : chance.randrange(2, len(lines) - 1)]
    root = merkle.root(merkle.leaf_hash(line.encode()) for line in kept)
    head = export.head_of(lines[0])
    note = checkpoint.sign(checkpoint.Checkpoint(head.origin, len(kept), root), own)
    return list(export.lines(export.Head(head.origin, keys.to_text(own.public_key())), kept, note))


TAMPERINGS = (altered, deleted, reordered, inserted, truncated, resigned)


def test_every_tampering_of_the_export_is_found(office, tmp_path):
    chance, lines = random.Random(45), office.export()
    known = Known(witness=witnessed(office, tmp_path / "witness"))
    for number in range(TIMES):
        tampering = TAMPERINGS[number % len(TAMPERINGS)]
        tampered = tampering(lines, chance)
        if tampered == lines:
            continue
        with pytest.raises(Refused):
            verify(tampered, known)
    assert verify(lines, known).size == len(lines) - 2, "no false alarm"


def test_every_tampering_of_the_database_is_found(office, tmp_path):
    chance, missed, done = random.Random(27), [], 0
    with sqlite3.connect(office.folder / "store.sqlite") as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        filled = [
            name
            for name in sorted(names)
            if name not in BESIDE and raw.execute(f"SELECT 1 FROM {name}").fetchone()
        ]
    raw.close()
    while done < TIMES:
        copy = tmp_path / "copy" / str(done)
        shutil.copytree(office.folder, copy, dirs_exist_ok=True)
        told = tampered(copy / "store.sqlite", "log_entries" if done % 2 else chance.choice(filled), chance)
        if told:
            done += 1
            if not found_out(office, copy):
                missed.append(told)
            shutil.rmtree(copy)
    assert missed == []
    integrity.check(office.store)


def found_out(office, folder):
    engine = database.engine_for(str(folder / "store.sqlite"))
    try:
        integrity.check(dataclasses.replace(office.store, engine=engine, folder=folder))
    except ClerestoryError:
        return True
    return False


BESIDE = ("alembic_version",)  # a store of another version is not opened at all


def tampered(file, table, chance):
    """Change the database as its administrator could; what was done, or nothing if nothing changed."""
    raw = sqlite3.connect(file, isolation_level=None)
    raw.execute("PRAGMA synchronous = OFF")
    raw.execute("PRAGMA journal_mode = DELETE")
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    rows = raw.execute(f"SELECT rowid, * FROM {table}").fetchall()
    row, how = chance.choice(rows), chance.choice(["alter", "delete", "truncate", "insert", "swap"])
    before = raw.total_changes
    with contextlib.suppress(
        sqlite3.IntegrityError
    ):  # the database itself refuses a second row of the same key
        change(raw, table, columns, rows, row, how, chance)
    changed = raw.total_changes - before
    raw.close()
    return (table, how, row[0]) if changed else ()


def change(raw, table, columns, rows, row, how, chance):
    match how:
        case "alter":
            column = chance.randrange(len(columns))
            raw.execute(
                f'UPDATE {table} SET "{columns[column]}" = ? WHERE rowid = ?',
                (other(row[1 + column]), row[0]),
            )
        case "delete":
            raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (row[0],))
        case "truncate":
            raw.execute(f"DELETE FROM {table} WHERE rowid >= ?", (row[0],))
        case "insert":
            new = [value + 1_000_003 if isinstance(value, int) else f"{value}x" for value in row[1:]]
            raw.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(new))})", new)
        case "swap":
            second = chance.choice(rows)
            if second != row and table == "log_entries":
                raw.execute("UPDATE log_entries SET line = ? WHERE rowid = ?", (second[2], row[0]))
                raw.execute("UPDATE log_entries SET line = ? WHERE rowid = ?", (row[2], second[0]))


def other(value):
    if value in (0, 1):
        return 1 - value
    return value + 1_000_003 if isinstance(value, int) else f"{value or ''}x"


def test_a_witness_refuses_a_log_that_went_back_or_was_rewritten(office, tmp_path):
    file = tmp_path / "witness"
    old = office.export()
    office.build()
    witnessed(office, file)
    with pytest.raises(Refused, match="went back"):
        witness.cosign(file, export.note_of(old[-1]), verify(old).key, {})
    office.propose("2026-1.2")
    new = office.export()
    with pytest.raises(Refused, match="not those seen before"):
        witness.cosign(file, export.note_of(new[-1]), verify(new).key, {len(old) - 1: b"another root"})


def test_a_changed_witness_file_is_found(office, tmp_path):
    file = tmp_path / "witness"
    witnessed(office, file)
    text = file.read_text()
    assert (tmp_path / "witness.key").stat().st_mode & 0o077 == 0
    chance = random.Random(7)
    for _ in range(50):
        at = chance.randrange(len(text) - 1)
        file.write_text(text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :])
        with pytest.raises(ClerestoryError):
            witness.read(file)


def test_inclusion_and_consistency_can_be_proved(office):
    from clerestory.governance.log import checkpoint, merkle

    before = checkpoint.opened(export.note_of(office.export()[-1]), office.store.key.public_key())
    office.build()
    after = checkpoint.opened(export.note_of(office.export()[-1]), office.store.key.public_key())
    with office.store.reading() as look:
        line, proof, size = log.inclusion(look, 3)
        assert merkle.includes(merkle.leaf_hash(line.encode()), 3, size, proof, after.root)
        grown, _ = log.consistency(look, before.size)
    assert merkle.is_consistent(before.size, before.root, after.size, after.root, grown)


def test_the_key_of_the_log_is_none_of_the_officers(office):
    assert {path.name for path in office.folder.glob("log.*")} == {"log.key", "log.pub"}
    assert Role.LOG_AUDITOR.value not in (office.folder / "log.key").read_text()
