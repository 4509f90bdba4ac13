"""Sealed batches, the sample for the Attorney General, and a whole mailing through the command line."""

from pathlib import Path

import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import clauses, mailhouse, produced, sample
from tests.scenario.conftest import clerestory
from tests.scenario.notices.made_up import NOTICE, notice, row, write_addresses, write_pool


def test_batches_are_opened_by_the_mail_house_alone(tmp_path: Path) -> None:
    public_key, secret = mailhouse.make_keys(tmp_path / "vendor")
    _, other = mailhouse.make_keys(tmp_path / "other")
    source, sealed, opened = tmp_path / "b.pdf", tmp_path / "b.sealed", tmp_path / "o.pdf"
    source.write_bytes(b"Made-Up Person " * 200_000)  # three chunks
    mailhouse.seal(source, sealed, mailhouse.read_public(public_key))
    assert b"Made-Up" not in sealed.read_bytes()
    mailhouse.unseal(sealed, opened, mailhouse.read_private(secret))
    assert opened.read_bytes() == source.read_bytes()
    with pytest.raises(Refused):
        mailhouse.unseal(sealed, opened, mailhouse.read_private(other))


@pytest.mark.parametrize("harm", ["shortened", "changed", "cut at a chunk"])
def test_a_sealed_file_that_was_harmed_does_not_open_and_leaves_nothing(tmp_path: Path, harm: str) -> None:
    public_key, secret = mailhouse.make_keys(tmp_path / "vendor")
    source, sealed, opened = tmp_path / "b.pdf", tmp_path / "b.sealed", tmp_path / "o.pdf"
    source.write_bytes(b"x" * (2 * mailhouse.CHUNK + 5))
    mailhouse.seal(source, sealed, mailhouse.read_public(public_key))
    content = sealed.read_bytes()
    harmed = {
        "shortened": content[:-1],
        "changed": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "cut at a chunk": content[: -(5 + 17)],
    }
    sealed.write_bytes(harmed[harm])
    with pytest.raises(Refused):
        mailhouse.unseal(sealed, opened, mailhouse.read_private(secret))
    assert not opened.exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_missing_vendor_key_is_a_sentence_and_exit_2(tmp_path: Path) -> None:
    done = clerestory(
        "notices", "seal", tmp_path, "--vendor", tmp_path / "none.pub", "--to", tmp_path / "out"
    )
    assert done.returncode == 2
    assert "public key is missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sample_for_the_attorney_general_keeps_every_clause_and_tells_of_nobody(language: str) -> None:
    made = produced.parse(sample.sample(notice(), language, 501), "sample.pdf")
    assert clauses.check(made).faults == ()
    with pytest.raises(InputError, match="more than 500"):
        sample.sample(notice(), language, 500)


def test_a_mailing_through_the_command_line_prints_no_name_address_or_code(tmp_path: Path) -> None:
    write_addresses(tmp_path / "addresses.csv", [row(n) for n in range(8)])
    write_pool(tmp_path / "pool.txt", 8)
    words = (
        "--notice",
        NOTICE,
        "--pool",
        tmp_path / "pool.txt",
        "--key",
        tmp_path / "key",
        "--today",
        "2022-07-12",
    )
    letters = clerestory(
        "notices", "letters", tmp_path / "addresses.csv", *words, "--to", tmp_path / "run", "--json"
    )
    assert letters.returncode == 0, letters.stderr
    batches = sorted((tmp_path / "run" / "letters").iterdir())
    checked = clerestory("notices", "check", *batches, "--json")
    assert checked.returncode == 0, checked.stdout
    clerestory("notices", "vendor-key", tmp_path / "vendor")
    sealed = clerestory(
        "notices",
        "seal",
        tmp_path / "run",
        "--vendor",
        tmp_path / "vendor" / "vendor.pub",
        "--to",
        tmp_path / "out",
    )
    assert sealed.returncode == 0
    sent = clerestory("notices", "record", tmp_path / "run", "--sent", "--json")
    status = clerestory("notices", "status", tmp_path / "run")
    assert "8 people: 8 ended, 0 open" in status.stdout
    for done in (letters, checked, sealed, sent, status):
        for value in ("Made-Up Person", "Example Lane", "EXMP-"):
            assert value not in done.stdout + done.stderr
