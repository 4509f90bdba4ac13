"""Differential privacy by OpenDP, and a budget that is spent once and for all."""

import errno
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest

from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.records.protection.methods.ledger import spend
from clerestory.records.protection.methods.privacy import DifferentialPrivacy
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Silent
from tests.tables import cube, flat

ONE = Decimal(1)


def test_what_is_spent_is_written_down_and_taken_off(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    assert spend(file, Decimal("0.5"), Decimal(2), "first") == Decimal("1.5")
    assert spend(file, Decimal("1.5"), None, "second") == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines == [{"budget": "2"}, {"epsilon": "0.5", "for": "first"}, {"epsilon": "1.5", "for": "second"}]


def test_a_spent_budget_is_refused_and_nothing_is_written(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    spend(file, ONE, ONE, "all of it")
    before = file.read_bytes()
    with pytest.raises(Refused, match=r"0\.1 was asked and 0 of 1 is left"):
        spend(file, Decimal("0.1"), None, "more")
    assert file.read_bytes() == before


def test_ten_tenths_are_one_exactly(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    for _ in range(10):
        left = spend(file, Decimal("0.1"), ONE, "a tenth")
    assert left == 0


def test_a_budget_is_declared_once(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    with pytest.raises(InputError, match="declare its budget"):
        spend(file, ONE, None, "before")
    spend(file, ONE, Decimal(3), "first")
    with pytest.raises(InputError, match="its budget is 3, not 30"):
        spend(file, ONE, Decimal(30), "again")


def test_a_line_that_was_cut_off_was_never_spent(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    spend(file, ONE, Decimal(2), "first")
    with file.open("ab") as end:
        end.write(b'{"epsilon": "1", "fo')
    assert spend(file, ONE, None, "second") == 0
    assert [json.loads(line).get("for") for line in file.read_text().splitlines()] == [
        None,
        "first",
        "second",
    ]


def test_a_disk_that_takes_a_line_in_parts_keeps_it_whole_or_nothing_is_drawn(tmp_path, monkeypatch) -> None:
    file, whole, room = tmp_path / "permits.ledger", os.pwrite, [40]

    def in_parts(handle: int, content: bytes, at: int) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = whole(handle, content[: min(7, room[0])], at)
        room[0] -= written
        return written

    monkeypatch.setattr(os, "pwrite", in_parts)
    with pytest.raises(InputError, match="nothing is drawn"):
        spend(file, ONE, Decimal(2), "what there is no room for")
    room[0] = 1000
    assert spend(file, ONE, Decimal(2), "first") == 1
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"budget": "2"},
        {"epsilon": "1", "for": "first"},
    ]


@pytest.mark.parametrize("content", ["hello\n", "[1]\n", '{"epsilon": "1"}\n', '{"budget": "many"}\n'])
def test_what_is_no_ledger_is_refused(tmp_path, content: str) -> None:
    file = tmp_path / "permits.ledger"
    file.write_text(content)
    with pytest.raises(InputError, match="is not a ledger"):
        spend(file, ONE, ONE, "anything")


def test_many_at_once_never_spend_more_than_there_is(tmp_path) -> None:
    file = tmp_path / "permits.ledger"

    def try_one(_: int) -> bool:
        try:
            spend(file, Decimal("0.3"), Decimal(3), "at once")
        except ClerestoryError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_one, range(24))) == 10


SPENDER = """
import sys
from decimal import Decimal
from pathlib import Path
from clerestory.records.protection.methods.ledger import spend
while True:
    spend(Path(sys.argv[1]), Decimal("0.001"), Decimal(1000), "again")
    print("spent", flush=True)
"""


def test_who_is_killed_has_spent_what_they_were_told_they_spent(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    process = subprocess.Popen([sys.executable, "-c", SPENDER, file], stdout=subprocess.PIPE, env=os.environ)
    told = [process.stdout.readline() for _ in range(20)]
    process.send_signal(signal.SIGKILL)
    told += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    left = spend(file, Decimal("0.001"), None, "after")
    spent = (Decimal(1000) - left) / Decimal("0.001")
    assert len([line for line in told if line == b"spent\n"]) <= spent - 1


def permits():
    return cube(np.full((6, 5), 40), flat(*"abcdef"), flat(*"ghijk"))


def test_noise_is_spent_before_it_is_drawn_and_adds_up(tmp_path) -> None:
    file = tmp_path / "permits.ledger"
    found = DifferentialPrivacy(ONE, file, Decimal(1)).apply(permits(), Silent())
    assert (with_totals(found.counts[1:, 1:], found.hierarchies) == found.counts).all()
    assert (found.counts != with_totals(permits().leaves, permits().hierarchies)).any()
    with pytest.raises(Refused):
        DifferentialPrivacy(ONE, file).apply(permits(), Silent())


def test_noise_is_as_large_as_epsilon_says() -> None:
    big = cube(np.full((60, 60), 40), flat(*map(str, range(60))), flat(*map(str, range(60))))
    off = DifferentialPrivacy(Decimal("0.5"), None).apply(big, Silent()).counts[1:, 1:] - 40
    ratio = np.exp(-0.5)
    assert off.var() == pytest.approx(2 * ratio / (1 - ratio) ** 2, rel=0.25), "discrete Laplace of scale 2"
    thrice = DifferentialPrivacy(Decimal("0.5"), None, records=3).apply(big, Silent()).counts[1:, 1:] - 40
    assert thrice.var() > 4 * off.var(), "three records a person need three times the noise"


def test_a_noisy_count_below_nothing_is_shown_and_not_taken_for_withheld() -> None:
    empty = cube(np.zeros((20, 20)), flat(*map(str, range(20))), flat(*map(str, range(20))))
    found = DifferentialPrivacy(Decimal("0.2"), None).apply(empty, Silent())
    assert (found.counts < 0).any()
    assert not found.withheld.any()
