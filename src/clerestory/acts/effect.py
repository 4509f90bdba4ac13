"""Tests of effect: a closed recommendation is tried again, and is open again if it does not work.

A test is one of our own commands that only look; it runs in the project's folder, in a process of its own, and its exit
code tells. A test in words (an audit, an exercise) is done by people, who record what it showed.
"""

import shlex
import subprocess
import sys
from dataclasses import dataclass

from clerestory.acts.govern import Governed
from clerestory.errors import InputError
from clerestory.governance.incidents.findings import Item, Stand
from clerestory.governance.office import room
from clerestory.governance.store.acting import Actor

PASSED, FAILED = "passed", "failed"
LOOK_ONLY = (
    "check", "claim check", "drill", "incident alarms", "log check", "log verify", "notices check", "probe",
    "release verify", "table attack", "watch",
)  # fmt: skip
NOT_ONLY_LOOK = (  # by these even such a command writes, takes down or never ends
    "--every", "--memory", "--out", "--quarantine", "--report", "--sarif", "--take-down", "--watch-folder",
)  # fmt: skip
LONGEST = 3600  # seconds


@dataclass(frozen=True)
class Tried:
    """One test: of what, how it went, and where the recommendation stands now."""

    item: str
    test: str
    outcome: str
    stand: Stand


def try_again(governed: Governed, actor: Actor, incident: str, item: str, outcome: str = "") -> list[Tried]:
    """Run the tests of what was closed (or record the outcome of one); each outcome is a line of the log."""
    with governed.desk.store.reading() as look:
        known = room.items(look, incident)
    chosen = [each for each in known if each.test and item in ("", each.id)]
    if item and not chosen:
        raise InputError(f"{item}: no recommendation of {incident} of that name has a test yet")
    tried = []
    for each in chosen:
        showed = outcome or _run(governed, each)
        after = room.tried(governed.desk, actor, incident, each.id, each.test, showed)
        tried.append(Tried(each.id, each.test, showed, after.stand))
    return tried


def _run(governed: Governed, item: Item) -> str:
    words = [word for word in _words(item.test) if word not in ("clerestory", "--json")]
    if not _only_looks(words):
        raise InputError(
            f"{item.id}: its test is none of our commands that only look; record it with --item {item.id} --outcome"
        )
    try:
        done = subprocess.run(  # noqa: S603  (a command of ours that only looks, without a shell)
            [sys.executable, "-m", "clerestory", *words, "--json"],
            cwd=governed.project.root, capture_output=True, timeout=LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise InputError(f"{item.id}: its test did not end within an hour; nothing was recorded") from None
    if done.returncode not in (0, 1) or not done.stdout.startswith(b"{"):
        raise InputError(f"{item.id}: its test could not look ({shlex.join(words)}); nothing was recorded")
    return FAILED if done.returncode else PASSED


def _only_looks(words: list[str]) -> bool:
    """One of the commands, with no option by which even that one writes, takes down or never ends."""
    is_one = any(words[: len(each.split())] == each.split() for each in LOOK_ONLY)
    return is_one and not any(word.partition("=")[0] in NOT_ONLY_LOOK for word in words)


def _words(test: str) -> list[str]:
    try:
        return shlex.split(test)
    except ValueError:  # a sentence with an apostrophe
        return []
