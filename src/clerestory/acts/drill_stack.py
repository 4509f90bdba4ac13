"""The live stack of a drill: a small release that went the whole governed way, its server, a stranger, a clock.

The release is built, tried, reviewed, signed and published as any other. Then, in the drill alone, the first gate is
off: the records lie beside the tables, as they did in 2022, and everybody signs without having tried the download.
"""

import http.client
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from securesystemslib.signer import Signer

from clerestory.acts import found, govern, officiate, own_hand, publish, sign
from clerestory.acts.build import build
from clerestory.acts.govern import Governed, wanted
from clerestory.acts.lineage import lineage_of
from clerestory.acts.rehearsal import address_of
from clerestory.california import drill
from clerestory.errors import InputError, Refused
from clerestory.governance.approval.requests import Choice
from clerestory.governance.approval.review import CHECKERS
from clerestory.governance.approval.sources import Decision, Wanted
from clerestory.governance.incidents import sealed
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.office import lessons, publication, releases, sources
from clerestory.governance.signing import ceremony, expiry, keys
from clerestory.governance.signing.sign import About
from clerestory.governance.store.acting import Actor
from clerestory.project.read import project_folder, read
from clerestory.release import layout
from clerestory.vocabulary.progress import Progress, Silent
from clerestory.vocabulary.roles import Role

RECORDS = "records.csv"
SOON = 10.0  # seconds in which a takedown must be seen


@dataclass
class Clock:
    """Waiting is skipped; the machine's own work counts at its real length."""

    start: datetime  # the moment that stands for 12:04
    _offset: timedelta = field(default=timedelta())

    def __call__(self) -> datetime:
        """The time of the store: of today, moved on by what was skipped."""
        return datetime.now(UTC) + self._offset

    def scenario(self, at: datetime | None = None) -> datetime:
        """The same as a time of June 2022."""
        return scenario.LIVE + ((at or self()) - self.start)

    def skip_to(self, at: datetime) -> None:
        """Move on to a time of June 2022; never back."""
        self._offset += max(timedelta(), at - self.scenario())


def make(folder: Path, progress: Progress) -> Path:
    """The drill's publication, live on the disk, with the records beside the tables."""
    progress.step("Make the drill's records and project")
    drill.make(folder)
    governed = found.example(folder)
    now = expiry.now()
    people = ceremony.ceremony_of(governed.project.people, governed.project.policy.signatures)
    ceremony.hold_example(governed.places.keys, governed.places.trust, people, now)
    progress.step("Build and try the release")
    made = build(governed.project, Silent())
    progress.step("First gate off: lay the records beside the tables, and go the whole way")
    lay_records(governed, drill.EXPOSED)
    places = governed.places
    analyst = own_hand.example(places, found.of_role(governed.project, Role.ANALYST))
    request = officiate.record(governed, analyst, made)
    releases.propose(governed.desk, analyst, request.id)
    for number in range(CHECKERS):
        checker = own_hand.example(places, found.of_role(governed.project, Role.OUTPUT_CHECKER, number))
        lessons.acknowledge(governed.desk, checker, request.id, found.LESSON.id)
        releases.vote(governed.desk, checker, request.id, "all", Choice.APPROVE)
        officiate.approve(governed, checker, "")
    for role in governed.project.policy.signatures:
        key = sign.find_key(places.keys, None, role)
        officer = own_hand.example(places, keys.holder_of(key).officer)
        lessons.acknowledge(governed.desk, officer, request.id, found.LESSON.id)
        officiate.sign_release(governed, key, ceremony.passphrase(places.keys, key), now)
    _publish_unprobed(governed, request.id)
    return folder


def _publish_unprobed(governed: Governed, request: str) -> None:
    """The probe from outside that ends a publication is part of the gate that is off here: it would find the records."""
    publisher = own_hand.example(governed.places, found.of_role(governed.project, Role.PUBLISHER))
    begun = publication.begin_publishing(
        governed.desk, publisher, request, officiate.bytes_now(governed), govern.staged_now(governed.places)
    )
    sealed.make_key(governed.folder, governed.places.trust)
    publish.publish(governed.places, expiry.now())
    publication.finish(governed.desk, begun, publisher)


def refused_by_name(folder: Path) -> tuple[str, ...]:
    """With the gate on: no purpose was approved for columns that no chart needs, and the build names them."""
    drill.make(folder)
    governed = found.unapproved_example(read(project_folder(folder)))
    every = wanted(governed.project)
    analyst = Actor(found.of_role(governed.project, Role.ANALYST))
    officer = Actor(found.of_role(governed.project, Role.PRIVACY_OFFICER))
    sources.ask(governed.desk, analyst, every)
    needed = [_name(each) for each in every if _name(each) not in drill.NO_CHART_NEEDS]
    sources.decide(governed.desk, officer, needed, Decision.APPROVED, "")
    sources.decide(governed.desk, officer, drill.NO_CHART_NEEDS, Decision.REFUSED, "no chart needs it")
    return tuple(_name(each) for each in every if _is_refused(governed, analyst, each))


def _is_refused(governed: Governed, analyst: Actor, column: Wanted) -> bool:
    try:
        releases.check_may_build(governed.desk, analyst, governed.project.release.id, [column])
    except Refused:
        return True
    return False


def lay_records(governed: Governed, collections: Sequence[str]) -> None:
    """Put records beside the tables of what is staged."""
    site = governed.places.staged / layout.SITE
    for name in drill.EXPOSED:
        file = site / "data" / name / RECORDS
        file.unlink(missing_ok=True)
        if name in collections:
            file.write_bytes(drill.as_csv(name))
    layout.write_manifest(site)


def put_back(governed: Governed, collections: Sequence[str]) -> None:
    """As in 2022: one person puts it back, past every rule of governance."""
    lay_records(governed, collections)
    about = About(governed.project.release.id, lineage_of(governed.project))
    now = expiry.now()
    sign.sign_as_example(governed.places, about, governed.project.policy.signatures, now)
    publish.publish(governed.places, now)


def signers(governed: Governed) -> list[Signer]:
    """The key of the officer on call, as the watchkeeper holds it."""
    key = sign.find_any_key(governed.places.keys, None)
    return [keys.open_key(key, ceremony.passphrase(governed.places.keys, key))]


@dataclass(frozen=True)
class Stranger:
    """Somebody outside, without an account."""

    address: str

    def status(self, path: str) -> int:
        """What the server answers."""
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=SOON)
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def reached(self) -> tuple[str, ...]:
        """The collections whose records can be fetched."""
        return tuple(name for name in drill.EXPOSED if self.status(f"data/{name}/{RECORDS}") == 200)

    def until(self, reached: Sequence[str]) -> None:
        """Wait until the world sees just these; the server looks several times a second."""
        end = time.monotonic() + SOON
        while set(self.reached()) != set(reached):
            if time.monotonic() > end:
                raise InputError(
                    "the drill's server did not change what it serves within ten seconds; run it again"
                )
            time.sleep(0.05)


@contextmanager
def live(base: Path, folder: Path) -> Iterator[tuple[Governed, Clock, Stranger]]:
    """A copy of the publication, its server running, its store by the drill's clock."""
    shutil.copytree(base, folder, symlinks=True)
    opened = govern.opened(folder)
    clock = Clock(expiry.now())
    governed = replace(opened, desk=replace(opened.desk, store=replace(opened.desk.store, clock=clock)))
    server = subprocess.Popen(  # noqa: S603  (this very program)
        [sys.executable, "-m", "clerestory", "serve", str(folder), "--port", "0", "--workers", "1", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        stranger = Stranger(address_of(server, "drill"))
        clock.start = clock()
        yield governed, clock, stranger
    finally:
        server.terminate()
        server.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def _name(each: Wanted) -> str:
    return f"{each.collection}.{each.column}"
