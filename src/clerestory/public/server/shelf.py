"""What one server process holds: the verified release, and what lies on the disk compared with it.

A file is served if, and only if, what lies on the disk is what was signed. The bytes that are sent
come from memory, where they were verified; a file that is changed on the disk afterwards is taken
off as soon as it is noticed, and put back when it is again what was signed. A release that is not
trusted never takes the place of one that is; one whose signatures expire is taken off whole.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from clerestory.errors import ClerestoryError, UntrustedRelease
from clerestory.public.server import answers, encoding, tables
from clerestory.public.server.answers import Held, Table
from clerestory.public.server.log import Log
from clerestory.public.server.tables import Release
from clerestory.public.server.withdrawn import Withdrawn
from clerestory.release import layout, pins, trust, verify, withdrawal
from clerestory.release.media import is_squeezable, media_type


@dataclass(frozen=True)
class Publication:
    """Where the server looks: the published folder, and what this machine remembers of whom it trusts."""

    published: Path
    trust: Path


@dataclass(frozen=True)
class Look:
    """What was seen on the disk of one folder, one moment: marks of each file, and faults."""

    marks: Mapping[str, layout.Marks] = field(default_factory=dict)
    faults: Mapping[str, verify.Fault] = field(default_factory=dict)


class Shelf:
    """Holds the table that requests are answered from; ``refresh`` brings it up to date."""

    def __init__(self, publication: Publication, log: Log, wait: Callable[[], None] = lambda: None) -> None:
        self.table = Table()
        self._publication = publication
        self._lock = threading.Lock()
        self._wait = wait  # before one release takes the place of another: until all processes are ready
        self._log = log
        self._release: Release | None = None
        self._look = Look()
        self._marks: object = None
        self._withdrawn = Withdrawn(publication.published, publication.trust, log)
        self._refused = ""
        self._is_stale = False

    @property
    def release(self) -> Release | None:
        """The release that is held."""
        return self._release

    @property
    def is_serving(self) -> bool:
        """Whether a release is held and its signatures are good today."""
        return self._release is not None and not self._is_stale

    @property
    def withheld(self) -> int:
        """How many files are taken off because they are not what was signed."""
        return len(self._look.faults)

    @property
    def withdrawn(self) -> int:
        """How many withdrawal notices hold."""
        return len(self._withdrawn.notices)

    def open(self) -> None:
        """Load the release at start; one that is not trusted is an error."""
        self._marks = self._publication_marks()
        self._load(datetime.now(UTC))

    def refresh(self, *, thorough: bool = False) -> None:
        """Notice a new release, an expiry, and files changed, added or removed since the last look.

        ``thorough`` reads every file again, whatever the file system says of it.
        """
        with self._lock:
            now = datetime.now(UTC)
            marks = self._publication_marks()
            if marks != self._marks:
                self._marks = marks
                self._try_to_load(now)
            self._compare(thorough=thorough)
            self._check_expiry(now)

    def notice(self) -> None:
        """The quick part of ``refresh``: only whether another release, or none, is in place."""
        with self._lock:
            self._obey_notices()
            self._check_expiry(datetime.now(UTC))
        if self._publication_marks() != self._marks:
            self.refresh()

    def squeeze(self, over: threading.Event) -> None:
        """Make the compressed forms of large files, one after the other, while the site is served."""
        done: set[str] = set()
        while not over.is_set() and (found := self._next_large(done)) is not None:
            path, held = found
            content = held.forms[encoding.IDENTITY].body
            better = answers.held(path, held.sha256, content, media_type(path), encoding.compressed(content))
            done.add(held.sha256)
            with self._lock:
                self._exchange(path, held, better)

    def _next_large(self, done: set[str]) -> tuple[str, Held] | None:
        held = self._release.held if self._release else {}
        for path, file in held.items():
            is_large = len(file.forms[encoding.IDENTITY].body) > encoding.SMALL
            if (
                is_large
                and len(file.forms) == 1
                and file.sha256 not in done
                and is_squeezable(media_type(path))
            ):
                return path, file
        return None

    def _exchange(self, path: str, before: Held, better: Held) -> None:
        release = self._release
        if release is not None and release.held.get(path) is before:
            self._release = replace(release, held={**release.held, path: better})
            self._lay_out()

    def _obey_notices(self) -> None:
        if self._release is not None and self._withdrawn.refresh(self._release.statement.root):
            self._lay_out()

    def _lay_out(self) -> None:
        """Make the table anew from what is held, found at fault, and withdrawn."""
        if self._release is None:
            return
        if self._is_stale:
            self.table = Table({}, answers.STALE, self._withdrawn.notices)
        else:
            known = self._withdrawn
            self.table = tables.table(self._release, self._look.faults, known.notices, known.contents)

    def _publication_marks(self) -> object:
        try:
            with layout.opened(self._publication.published) as folder:
                marks = folder.listing(layout.METADATA)
                own = {name: of for name, of in marks.items() if not name.startswith(f"{withdrawal.FOLDER}/")}
                return folder.identity, own
        except ClerestoryError as error:
            return str(error)

    def _try_to_load(self, now: datetime) -> None:
        try:
            self._load(now)
        except ClerestoryError as error:
            if str(error) != self._refused:
                self._refused = str(error)
                self._log.error("release refused", reason=str(error))

    def _load(self, now: datetime) -> None:
        pinned = pins.read(self._publication.trust)
        before = self._release
        seen = before.metadata if before else pinned.seen
        root = before.statement.root if before else pinned.root
        with layout.opened(self._publication.published) as folder:
            metadata = layout.read_metadata(folder)
            statement = trust.trusted(metadata, root, now, seen)
            look, contents = _look_at(folder, statement, Look())
        held = _hold(statement, contents, before.held if before else {})
        if before is not None:
            self._wait()
        self._take(Release(statement, metadata, held), look)
        self._remember(pinned, metadata, statement)

    def _take(self, release: Release, look: Look) -> None:
        """Everything is verified: from here on it is what is served."""
        self._release, self._refused, self._is_stale = release, "", False
        self._report(Look(), look)
        self._look = look
        self._withdrawn.refresh(release.statement.root)
        self._lay_out()
        self._log.info(
            "release loaded",
            release=release.statement.release,
            version=release.statement.versions.targets,
            files=len(release.statement.targets),
            withheld=len(look.faults),
            expires_at=release.statement.expires_at.isoformat(),
        )

    def _remember(self, pinned: pins.Pins, metadata: Mapping[str, bytes], statement: trust.Statement) -> None:
        if pinned.root == statement.root and all(
            pinned.seen.get(part) == metadata[part] for part in pins.SEEN
        ):
            return
        try:
            pins.remember(self._publication.trust, metadata, statement.root)
        except OSError as error:
            self._log.error("cannot remember what was seen", reason=error.strerror or "unknown")

    def _compare(self, *, thorough: bool) -> None:
        """Judge again every file whose marks changed; files of the release must be as they were signed."""
        if self._release is None:
            return
        try:
            with layout.opened(self._publication.published) as folder:
                known = Look() if thorough else self._look
                look, contents = _look_at(folder, self._release.statement, known)
                is_same_folder = folder.identity == layout.identity(self._publication.published)
        except (ClerestoryError, OSError) as error:
            self._try_to_say(str(error))
            return
        if is_same_folder and look != self._look:
            self._put(look, contents)

    def _put(self, look: Look, contents: Mapping[str, bytes]) -> None:
        release = self._release
        if release is None:
            return
        held = {**release.held, **_hold(release.statement, contents, release.held)}
        self._release = replace(release, held=held)
        self._report(self._look, look)
        is_changed = look.faults != self._look.faults
        self._look = look
        if is_changed:
            self._lay_out()

    def _try_to_say(self, reason: str) -> None:
        if reason != self._refused:
            self._refused = reason
            self._log.error("cannot look at the published files", reason=reason)

    def _report(self, before: Look, now: Look) -> None:
        for path, fault in sorted(now.faults.items()):
            if before.faults.get(path) is not fault:
                self._log.error("not served", file=path, reason=fault.value)
        for path in sorted(before.faults.keys() - now.faults.keys()):
            self._log.info("served again" if path in now.marks else "gone", file=path)

    def _check_expiry(self, now: datetime) -> None:
        if self._release is None or self._is_stale or now < self._release.statement.expires_at:
            return
        self._is_stale = True
        self._lay_out()
        self._log.error("release refused", reason="its signatures have expired; renew the timestamp")


def _look_at(
    folder: layout.Folder, statement: trust.Statement, known: Look
) -> tuple[Look, Mapping[str, bytes]]:
    """Judge every file whose marks are not those known; returns the bytes of the good ones that were read."""
    marks = folder.listing(layout.SITE)
    faults: dict[str, verify.Fault] = {}
    contents: dict[str, bytes] = {}
    for path in sorted(marks.keys() | statement.targets.keys()):
        if path in marks and known.marks.get(path) == marks[path]:
            fault = known.faults.get(path)
        else:
            fault, content = _judged(folder, path, marks.get(path), statement)
            if fault is None:
                contents[path] = content
        if fault is not None:
            faults[path] = fault
    return Look(marks, faults), contents


def _judged(
    folder: layout.Folder, path: str, marks: layout.Marks | None, statement: trust.Statement
) -> tuple[verify.Fault | None, bytes]:
    if marks is None:
        return verify.Fault.MISSING, b""
    if path not in statement.targets:
        return verify.Fault.UNSIGNED, b""
    if not marks.is_plain:
        return verify.Fault.NOT_PLAIN, b""
    try:
        content = verify.read_signed(folder, path, statement)
    except UntrustedRelease:
        return verify.Fault.UNREADABLE, b""
    return verify.judge(content, statement.targets[path]), content


def _hold(
    statement: trust.Statement, contents: Mapping[str, bytes], before: Mapping[str, Held]
) -> dict[str, Held]:
    """Keep these verified bytes, small ones with their compressed forms at once, large ones without.

    What is held already is not made again.
    """

    def made(path: str) -> Held:
        content, sha256 = contents[path], statement.targets[path].sha256
        if (kept := before.get(path)) and kept.sha256 == sha256:
            return kept
        type_ = media_type(path)
        is_now = is_squeezable(type_) and len(content) <= encoding.SMALL
        return answers.held(path, sha256, content, type_, encoding.compressed(content) if is_now else {})

    with ThreadPoolExecutor(max_workers=2) as workers:
        return dict(zip(contents, workers.map(made, contents), strict=True))
