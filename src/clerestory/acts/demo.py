"""The California example in one act: made-up records, their project, a release published by its officers.

    D/vault    D/project    D/governance    D/keys    D/trust    D/evidence    D/staged    D/published

Everything is made in a folder inside D and moved into place at the end, the publication last: a
failure or Ctrl-C leaves D as it was. The keys are made for made-up officers; a real publication holds
a ceremony instead.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clerestory.acts import found, officiate, own_hand, sign
from clerestory.acts.build import Built
from clerestory.acts.govern import Governed
from clerestory.acts.owner import for_owner_alone
from clerestory.acts.places import Places
from clerestory.california import calibration, records
from clerestory.california import project as declarations
from clerestory.errors import InputError, Refused
from clerestory.governance.approval.requests import Choice
from clerestory.governance.approval.review import CHECKERS
from clerestory.governance.office import lessons, releases
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.signing.keys import holder_of
from clerestory.governance.store.acting import Actor
from clerestory.project.read import read
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.roles import Role

MAKING = ".making-"
LAST = "published"


@dataclass(frozen=True)
class Demo:
    """What was made, and the figures of the trials it passed."""

    folder: Path
    figures: Mapping[str, object]


def demo(folder: Path, *, full: bool, progress: Progress) -> Demo:
    """Make the example in ``folder``, which must be empty or absent."""
    with _made_inside(folder) as making:
        _make_records(making, full=full, progress=progress)
        declarations.write(making / "project")
        project = read(making / "project")
        places = Places.of(project.places)
        progress.step("Appoint made-up officers, and let them approve the purpose of every column")
        governed = found.example_of(project)
        now = expiry.now()
        ceremony.hold_example(
            places.keys, places.trust, ceremony.ceremony_of(project.people, project.policy.signatures), now
        )
        built = _go_the_whole_way(governed, now, progress)
    return Demo(folder, built.figures)


def _go_the_whole_way(governed: Governed, now: datetime, progress: Progress) -> Built:
    """Analyst, two checkers, privacy officer and publisher, each in turn, all of it in the log."""
    places = governed.places
    analyst = own_hand.example(places, found.of_role(governed.project, Role.ANALYST))
    built, request = officiate.build(governed, analyst, progress)
    progress.step("Propose, review by two checkers, approve")
    releases.propose(governed.desk, analyst, request.id)
    for number in range(CHECKERS):
        checker = own_hand.example(places, found.of_role(governed.project, Role.OUTPUT_CHECKER, number))
        _read_lessons(governed, checker, request.id)
        releases.vote(governed.desk, checker, request.id, "all", Choice.APPROVE)
        officiate.approve(governed, checker, "")
    progress.step("Sign as two officers of different roles")
    for role in governed.project.policy.signatures:
        key = sign.find_key(places.keys, None, role)
        _read_lessons(governed, own_hand.example(places, holder_of(key).officer), request.id)
        officiate.sign_release(governed, key, ceremony.passphrase(places.keys, key), now)
    progress.step("Publish")
    publisher = own_hand.example(places, found.of_role(governed.project, Role.PUBLISHER))
    officiate.publish_release(governed, publisher, now, progress)
    return built


def _read_lessons(governed: Governed, actor: Actor, request: str) -> None:
    lessons.acknowledge(governed.desk, actor, request, found.LESSON.id)


def _make_records(making: Path, *, full: bool, progress: Progress) -> None:
    vault = making / "vault" / "records.duckdb"
    vault.parent.mkdir(mode=0o700)
    records.make(vault, full=full, progress=progress)
    for_owner_alone(vault.parent)
    progress.step("Compare the records with the published figures")
    wrong = [
        check.measure
        for check in calibration.check(vault, records.FULL if full else records.DEFAULT)
        if not check.ok
    ]
    if wrong:
        raise Refused(f"the made-up records miss {len(wrong)} published figures: {'; '.join(wrong[:3])}")


@contextmanager
def _made_inside(folder: Path) -> Iterator[Path]:
    """A folder inside ``folder``, whose contents take their places there when all went well."""
    was_there = folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(folder)
        if any(folder.iterdir()):
            raise InputError(f"{folder} is not empty; give a new folder, or empty it")
        making = folder / f"{MAKING}{os.getpid()}"
        making.mkdir(mode=0o700)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to ({error.strerror}); give another folder") from None
    try:
        yield making
        for entry in sorted(making.iterdir(), key=lambda entry: entry.name == LAST):
            entry.rename(folder / entry.name)
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written to ({error.strerror}); free space, run again"
        ) from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
        if not was_there and not any(folder.iterdir()):
            folder.rmdir()


def _clear_abandoned(folder: Path) -> None:
    """Remove what an example that was killed left behind, unless its process still lives."""
    for left in folder.glob(f"{MAKING}*"):
        if not Path(f"/proc/{left.name.removeprefix(MAKING)}").exists():
            shutil.rmtree(left, ignore_errors=True)
