"""A whole mailing through the command people type, killed as often as wanted; used by tests and benchmarks."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from clerestory.governance.notices import key as keys
from clerestory.governance.notices.register import open_existing

ROOT = Path(__file__).parents[3]
Mapping = dict[str, tuple[str, str, int, int]]


def words(folder: Path, run: str, notice: Path, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "clerestory", "notices", "letters", str(folder / "addresses.csv"),
        "--notice", str(notice), "--pool", str(folder / "pool.txt"), "--key", str(folder / "key"),
        "--to", str(folder / run), "--today", "2022-07-12", "--json", *more,
    ]  # fmt: skip


def start(command: list[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run_killed(command: list[str], waits: list[float]) -> tuple[int, float]:
    """Run again and again, killed (kill -9) after each wait; then to its end. Kills that hit, seconds of the last."""
    kills = _killed(command, waits)
    began = time.monotonic()
    process = start(command)
    _, told = process.communicate()
    assert process.returncode == 0, told
    return kills, time.monotonic() - began


def _killed(command: list[str], waits: list[float]) -> int:
    kills = 0
    for wait in waits:
        process = start(command)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            kills += 1
    return kills


def run_killed_at(command: list[str], waits: list[float], batches: list[int]) -> tuple[int, float]:
    """The same, killed after these waits and then as soon as so many batches lie there; kills that hit, seconds of the last."""
    kills = _killed(command, waits)
    kills += sum(run_until(command, target) for target in batches)
    _, seconds = run_killed(command, [])
    return kills, seconds


def run_until(command: list[str], batches: int) -> bool:
    """Run, killed as soon as so many batches lie there; whether it was still running then."""
    letters = Path(command[command.index("--to") + 1]) / "letters"
    process = start(command)
    while process.poll() is None and len(list(letters.glob("batch-*.pdf"))) < batches:
        time.sleep(0.02)
    running = process.poll() is None
    if running:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def mapping(folder: Path, run: str) -> Mapping:
    """Person -> number, code, batch, place."""
    key = keys.read(folder / "key")
    book = open_existing(folder / run / "register.sqlite")
    try:
        return {
            person: (number, key.open(sealed), batch, place)
            for person, number, sealed, batch, place in book.execute(
                "select person, number, sealed, batch, place from person join code using (person)"
            )
        }
    finally:
        book.close()
