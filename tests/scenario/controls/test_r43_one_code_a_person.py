"""R43: one unused code a person, allotted once, whatever happens to the machine."""

import hashlib
import re
import sqlite3
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import codes, key, people, register
from clerestory.governance.notices.run import reissue, run
from clerestory.vocabulary.progress import Silent
from tests.scenario.notices import mailing
from tests.scenario.notices.made_up import (
    HERE,
    TODAY,
    made_up_mailing,
    person,
    row,
    write_addresses,
    write_pool,
    write_private,
)

SOON = date(2022, 10, 31)


def folder_of(tmp_path: Path, number: int, pool: int | None = None) -> Path:
    write_addresses(tmp_path / "addresses.csv", [row(n) for n in range(number)])
    write_pool(tmp_path / "pool.txt", number + 5 if pool is None else pool)
    return tmp_path


def test_2000_codes_killed_on_the_way_are_the_codes_of_a_run_that_was_not(tmp_path: Path) -> None:
    """Twenty kills between transactions of 100 codes, each in a process that dies without a word."""
    secret = key.create(tmp_path / "key")
    pool = [f"EXMP-{n:05}" for n in range(2003)]
    everyone = tuple(person(n, tier=1 if n % 9 == 0 else 3) for n in range(2000))
    for name in ("straight", "killed"):
        book = register.open_register(tmp_path / name)
        people.enter(book, everyone, secret, TODAY, 365)
        book.close()
    kills = sum(_allot_in_a_process_that_dies(tmp_path / "killed", pool, secret, at) for at in range(20))
    assert kills == 20
    assert _codes(tmp_path / "straight", pool, secret) == _codes(tmp_path / "killed", pool, secret)
    assert len(set(_codes(tmp_path / "killed", pool, secret).values())) == 2000


def _allot_in_a_process_that_dies(book: Path, pool: list[str], secret: key.Key, at: int) -> bool:
    """Kill -9 itself in the middle of the transaction that follows ``at`` inserted codes of this run."""
    import os
    import signal

    child = os.fork()
    if child == 0:
        inserted = 0

        def dying(mark: str, value: str) -> bytes:
            nonlocal inserted
            inserted += 1
            if inserted > 2003 + 37 + 90 * (at % 3):
                os.kill(os.getpid(), signal.SIGKILL)
            return secret.mark(mark, value)

        codes.AT_A_TIME = 100
        mortal = key.Key(secret.secret)
        object.__setattr__(mortal, "mark", dying)
        codes.allot(register.open_register(book), pool, mortal, SOON)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _codes(book: Path, pool: list[str], secret: key.Key) -> dict[str, str]:
    opened = register.open_register(book)
    codes.allot(opened, pool, secret, SOON)
    found = {who: secret.open(sealed) for who, sealed in opened.execute("select person, sealed from code")}
    opened.close()
    return found


def test_a_mailing_killed_on_the_way_ends_in_the_same_letters(tmp_path: Path) -> None:
    """The command is killed at three moments; in the end each person has one letter with their own code."""
    folder = folder_of(tmp_path, 120)
    run(made_up_mailing(folder, "straight"), Silent())
    command = mailing.words(folder, "killed", HERE / "notice.toml", "--workers", "1", "--batch", "20")
    kills, _ = mailing.run_killed(command, [0.8, 1.2, 1.6])
    assert kills
    assert mailing.mapping(folder, "killed") == mailing.mapping(folder, "straight")
    assert _digests(folder / "killed") == _digests(folder / "straight")
    _check_pages(folder, "killed", 120)


def _digests(run_folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (run_folder / "letters").iterdir()
    }


def _check_pages(folder: Path, name: str, number: int) -> None:
    """From the pages alone: every number once as a letter's own, beside the code that the register holds."""
    told: dict[str, str] = {}
    for path in sorted((folder / name / "letters").iterdir()):
        document = pypdfium2.PdfDocument(path)
        for page in document:
            text = page.get_textpage().get_text_range()
            if "NOTICE OF DATA BREACH" in text:
                own = re.search(r"(?:Notice|Aviso) (N-\S+)", text)
                code = re.search(r"(?:Your code|Su código): (\S+)", text)
                assert own
                assert code
                assert own[1] not in told
                told[own[1]] = code[1]
        document.close()
    assert len(told) == number
    assert told == {own: code for own, code, _, _ in mailing.mapping(folder, name).values()}


def test_a_pool_too_small_stops_before_anything_is_allotted_or_mailed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 10, pool=9)
    with pytest.raises(Refused, match="too small: 10 people need a code and 9 are unused"):
        run(made_up_mailing(folder), Silent())
    book = register.open_existing(folder / "run" / "register.sqlite")
    assert codes.counts(book, TODAY)["allotted"] == 0
    assert not (folder / "run" / "letters").exists()


def test_a_code_twice_in_the_pool_is_refused_without_naming_it(tmp_path: Path) -> None:
    pool = write_private(tmp_path / "pool.txt", "EXMP-1\nEXMP-2\nEXMP-1\n")
    with pytest.raises(InputError, match="twice") as told:
        codes.read_pool(pool)
    assert "EXMP" not in str(told.value)


def test_the_register_cannot_give_a_code_twice_or_a_person_two(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    run(made_up_mailing(folder), Silent())
    book = register.open_existing(folder / "run" / "register.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        book.execute("insert into code select mark, person, 9, sealed, expires, 0, '' from code limit 1")
    with pytest.raises(sqlite3.IntegrityError):
        book.execute("insert into code select x'00', person, issue, sealed, expires, 0, '' from code limit 1")


def test_codes_and_names_are_not_in_the_register_in_the_clear(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 30)
    run(made_up_mailing(folder), Silent())
    content = (folder / "run" / "register.sqlite").read_bytes()
    assert b"EXMP-" not in content
    assert b"Made-Up" not in content
    assert b"Example Lane" not in content
    assert (folder / "run" / "register.sqlite").stat().st_mode & 0o077 == 0
    letters = list((folder / "run" / "letters").iterdir())
    assert letters
    assert all(path.stat().st_mode & 0o077 == 0 for path in letters)


def test_another_key_is_told_before_anything_is_mixed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    run(made_up_mailing(folder), Silent())
    (folder / "key").unlink()
    with pytest.raises(InputError, match="another key"):
        run(made_up_mailing(folder), Silent())


def test_a_code_issued_again_voids_the_old_one_and_take_up_is_counted(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 4)
    job = made_up_mailing(folder)
    run(job, Silent())
    before = mailing.mapping(folder, "run")
    number, old, _, _ = before["P000001"]
    told = reissue(job.folder, number, job.addresses, job.notice, job.pool, job.key, TODAY)
    assert told["issue"] == 2
    assert Path(told["file"]).exists()
    book = register.open_existing(job.folder / "register.sqlite")
    other = before["P000002"][1]
    used = [old, other, other, "EXMP-FORGED"]
    assert codes.take_up(book, used, job.key, TODAY) == {
        "new": 1, "known": 1, "void": 1, "expired": 0, "not allotted": 1,
    }  # fmt: skip
    assert codes.take_up(book, [before["P000003"][1]], job.key, date(2022, 11, 1))["expired"] == 1
    assert codes.counts(book, TODAY) == {"allotted": 5, "void": 1, "expired": 0, "taken_up": 1}
