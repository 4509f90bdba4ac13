"""What governance reads from a disk may be damaged or made up by somebody: that is a sentence, and no secret is in it."""

import json

import pytest

from clerestory.errors import ClerestoryError, InputError, SigningError
from clerestory.governance.log import entry, export, witness
from clerestory.governance.log import keys as log_keys
from clerestory.governance.notices import addressee
from clerestory.governance.signing import keys
from clerestory.governance.signing.keys import Holder
from clerestory.governance.store import database, opening, seen

DEEP = "[" * 100_000
LINE = '{"about":"","act":"vote","at":"2026-06-27T12:00:00","by":"ana","changes":[],"detail":{},"n":1,"role":"","through":""}'
SECRET = "not-to-be-told"


@pytest.fixture
def key(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "COST", 1 << 4)
    file = tmp_path / "key.json"
    keys.make(file, Holder("elena", "publisher"), "phrase")
    return file


def test_a_whole_key_opens(key):
    assert keys.holder_of(key) == Holder("elena", "publisher")
    assert keys.open_key(key, "phrase").public_key.keyid == keys.public_key(key).keyid


@pytest.mark.parametrize("gone", ["form", "public", "scrypt", "nonce", "sealed"])
@pytest.mark.parametrize("instead", [None, 7, [], {}, "ä"])
def test_a_damaged_key_is_a_sentence(key, gone, instead):
    told = json.loads(key.read_bytes())
    told[gone] = instead
    key.write_text(json.dumps(told))
    with pytest.raises(SigningError, match=r"key\.json: "):
        keys.open_key(key, "phrase")


@pytest.mark.parametrize("n", [0, -1, 3, 1 << 40, "16", [16]])
def test_a_key_cannot_ask_for_any_memory_it_likes(key, n):
    told = json.loads(key.read_bytes())
    told["scrypt"]["n"] = n
    key.write_text(json.dumps(told))
    with pytest.raises(SigningError, match="not whole"):
        keys.open_key(key, "phrase")


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"\xff"])
def test_what_is_no_key_file_is_a_sentence(key, content):
    key.write_bytes(content)
    with pytest.raises(SigningError):
        keys.holder_of(key)


def test_a_key_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(ClerestoryError, match="cannot be written"):
        keys.write_new(tmp_path / "no" / "folder" / "key.json", b"")
    (tmp_path / "there").write_bytes(b"old")
    with pytest.raises(SigningError, match="never overwritten"):
        keys.write_new(tmp_path / "there", b"new")
    assert (tmp_path / "there").read_bytes() == b"old"


@pytest.mark.parametrize("line", [LINE, DEEP, '{"n":1}', "7"])
def test_a_line_of_the_log_that_is_none_is_refused(line):
    for read in (entry.from_line, entry.outline):
        with pytest.raises(InputError):
            read(line)


def test_a_head_or_a_note_that_is_none_is_refused():
    for line in (
        DEEP,
        '{"form":"clerestory log 1","key":7,"origin":"x"}',
        '{"form":"clerestory log 1","key":"k","origin":[]}',
    ):
        with pytest.raises(InputError):
            export.head_of(line)
    for line in (DEEP, '{"checkpoint":7}', "7"):
        with pytest.raises(InputError):
            export.note_of(line)


@pytest.mark.parametrize(
    "content",
    [DEEP, "[]", "", '{"form":"clerestory witness 1","log":7,"origin":"x","witness":8}\n{"note":1}'],
)
def test_a_witness_that_is_none_is_refused(tmp_path, content):
    (tmp_path / "witness").write_text(content)
    with pytest.raises(SigningError):
        witness.read(tmp_path / "witness")


@pytest.mark.parametrize(
    "address", [f"postgresql://ana:{SECRET}@127.0.0.1:1/x", f"postgresql://ana:{SECRET}@host:port/x"]
)
def test_the_password_of_the_database_is_never_told(tmp_path, monkeypatch, address):
    log_keys.make(log_keys.place(tmp_path))
    monkeypatch.setenv(opening.VARIABLE, address)
    with pytest.raises(InputError) as told:
        opening.open_store(tmp_path)
    assert SECRET not in str(told.value)
    assert told.value.__suppress_context__


def test_a_number_that_no_database_holds_is_a_sentence(tmp_path):
    engine = database.engine_for(str(tmp_path / "store.sqlite"))
    with (
        pytest.raises(InputError, match="larger than any"),
        database.clear_words("store"),
        engine.connect() as connection,
    ):
        connection.exec_driver_sql("SELECT ?", (1 << 70,))


def test_a_checkpoint_is_kept_whole_and_one_of_a_smaller_log_never_takes_its_place(tmp_path):
    for size in (7, 12, 9):
        seen.remember(tmp_path, f"log\n{size}\nroot\n".encode())
    assert seen.last(tmp_path) == b"log\n12\nroot\n"
    (tmp_path / seen.CHECKPOINT).write_bytes(b"")
    with pytest.raises(InputError, match="checkpoint: this is no checkpoint"):
        seen.remember(tmp_path, b"log\n13\nroot\n")


def test_addresses_with_a_quote_that_is_not_closed_are_a_sentence(tmp_path):
    file = tmp_path / "addresses.csv"
    file.write_text(",".join(addressee.COLUMNS) + '\n"' + "x" * 200_000)
    file.chmod(0o600)
    with pytest.raises(InputError, match=r"addresses\.csv"):
        addressee.read(file)
