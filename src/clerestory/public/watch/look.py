"""One look at a whole site from outside: every signed address, what must be gone, and what strangers guess."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from clerestory.errors import InputError, UntrustedRelease
from clerestory.public.server import answers, tables
from clerestory.public.watch import fetch, guesses, judge
from clerestory.public.watch.findings import Finding, Kind
from clerestory.public.watch.judge import Expected
from clerestory.public.watch.visitor import Visitor
from clerestory.release import layout, manifest, pins, trust, withdrawal
from clerestory.release.media import is_squeezable, media_type
from clerestory.release.withdrawal import Notice

MOST_ROOTS = 256
MOST_GUESSED = 1 << 16  # bytes read of an answer that should not be there
ENCODINGS = ("identity", "gzip", "br")
METADATA = f"{manifest.RESERVED}{layout.METADATA}"


@dataclass(frozen=True)
class Trusted:
    """Whom to trust (a root, chosen among those offered), what was seen before, and which notices are known."""

    root: Callable[[Mapping[str, bytes]], bytes]
    seen: Mapping[str, bytes] = field(default_factory=dict)
    notices: Sequence[Notice] = ()


@dataclass(frozen=True)
class Margins:
    """How long before its end something is told."""

    signatures: timedelta = timedelta(hours=6)
    officers: timedelta = timedelta(days=30)  # what people must sign anew: root and targets
    certificate: timedelta = timedelta(days=21)


@dataclass(frozen=True)
class Seen:
    """What one look saw."""

    address: str
    statement: trust.Statement | None = None
    findings: tuple[Finding, ...] = ()
    asked: int = 0
    notices: tuple[Notice, ...] = ()
    certificate_until: datetime | None = None

    @property
    def has_drifted(self) -> bool:
        """Whether anything is reachable that was not signed as it is."""
        return any(each.is_drift for each in self.findings)


@dataclass
class _Look:
    """A look under way."""

    visitor: Visitor
    statement: trust.Statement
    notices: Sequence[Notice]
    asked: int = 0
    findings: list[Finding] = field(default_factory=list)

    def expect(self, path: str, expected: Expected, largest: int, **headers: str) -> None:
        self.asked += 1
        found = expected.judge(f"/{path}", self.visitor.ask(path, largest, **headers))
        if found:  # once more: a release may be changing at this very moment
            found = expected.judge(f"/{path}", self.visitor.ask(path, largest, **headers))
        self.findings += (each for each in found if each not in self.findings)

    def is_gone(self, path: str) -> bool:
        version = self.statement.versions.targets
        return any(notice.reaches(path, version) for notice in self.notices)

    def is_covered(self, path: str) -> bool:
        return any(notice.covers(path) for notice in self.notices)


def look(visitor: Visitor, trusted: Trusted, now: datetime, margins: Margins) -> Seen:
    """Look at everything once. ``InputError``: nobody could look."""
    soon, until = _certificate(visitor, now, margins)
    try:
        metadata = fetch_metadata(fetch.by(visitor))
        statement = trust.trusted(metadata, trusted.root(metadata), now, trusted.seen)
        notices = (*trusted.notices, *_notices(visitor, metadata))
    except UntrustedRelease as error:
        return Seen(visitor.address, None, (*soon, Finding(Kind.SIGNATURES, "/", str(error))), 0, (), until)
    about = _Look(visitor, statement, notices)
    _ask_signed(about)
    _ask_guessed(about, metadata)
    _ask_methods(about)
    findings = (*soon, *_expiry(metadata, now, margins), *about.findings)
    return Seen(visitor.address, statement, findings, about.asked, notices, until)


def fetch_metadata(fetched: fetch.Fetch) -> dict[str, bytes]:
    """The signatures that a site shows, and everything that the snapshot names beside them."""
    found: dict[str, bytes] = {}

    def add(name: str) -> bool:
        content = fetched(f"{METADATA}/{name}", layout.LARGEST_METADATA)
        if content is not None:
            found[name] = content
        return content is not None

    for number in range(1, MOST_ROOTS):
        if not add(f"{number}.{trust.ROOT}"):
            break
    for part in (trust.ROOT, trust.TIMESTAMP, trust.SNAPSHOT, trust.TARGETS):
        add(part)
    return found


def _ask_signed(about: _Look) -> None:
    """Every address of every signed file, in each encoding; what is taken back must be gone."""
    gone = judge.of_page(answers.GONE.fixed)
    for path, signed in sorted(about.statement.targets.items()):
        is_gone = about.is_gone(path)
        expected = gone if is_gone else judge.of_file(path, signed)
        for address, moved in answers.addresses(path):
            asked = address.removeprefix("/")
            if moved and not is_gone:
                about.expect(asked, judge.of_page(answers.Moved(moved).reply(answers.Asked())), MOST_GUESSED)
                continue
            largest = max(signed.size, MOST_GUESSED)
            for encoding in _encodings(path):
                about.expect(asked, expected, largest, Accept_Encoding=encoding)


def _encodings(path: str) -> tuple[str, ...]:
    return ENCODINGS if is_squeezable(media_type(path)) else ENCODINGS[:1]


def _ask_guessed(about: _Look, metadata: Mapping[str, bytes]) -> None:
    """What nobody signed: not found, or gone."""
    page = about.statement.targets.get(tables.NOT_FOUND_PAGE)
    is_page_gone = about.is_gone(tables.NOT_FOUND_PAGE)
    missing = judge.of_missing(None if is_page_gone else page)
    gone = judge.of_page(answers.GONE.fixed)
    for path in guesses.every(about.statement.targets, _earlier(about, metadata)):
        about.expect(path, gone if about.is_covered(path) else missing, MOST_GUESSED)


def _earlier(about: _Look, metadata: Mapping[str, bytes]) -> Iterator[str]:
    """Addresses of every release before this one."""
    fetched = fetch.by(about.visitor)
    for number in range(1, about.statement.versions.targets):
        name = f"{pins.HISTORY}/{number}.{trust.TARGETS}"
        content = metadata.get(name) or fetched(f"{METADATA}/{name}", layout.LARGEST_METADATA)
        if content is not None:
            yield from trust.claimed(content, about.statement.root).paths


def _ask_methods(about: _Look) -> None:
    for method in guesses.METHODS:
        about.asked += 1
        status = about.visitor.ask("", MOST_GUESSED, method=method).status
        if status < 400:
            about.findings.append(Finding(Kind.METHOD, "/", f"{method} is answered with {status}"))


def _notices(visitor: Visitor, metadata: Mapping[str, bytes]) -> tuple[Notice, ...]:
    """The notices that the site itself shows: only those that somebody on call has signed, then or now."""
    content = fetch.by(visitor)(tables.WITHDRAWN, layout.LARGEST_METADATA)
    if content is None:
        return ()
    roots = [root for name, root in metadata.items() if name.endswith(trust.ROOT)]
    try:
        listed = [json.dumps(each).encode() for each in json.loads(content)["notices"]]
    except (ValueError, KeyError, TypeError):
        raise UntrustedRelease(f"{tables.WITHDRAWN}: not a list of withdrawal notices") from None
    return tuple(_verified(each, roots) for each in listed)


def _verified(notice: bytes, roots: Sequence[bytes]) -> Notice:
    for root in roots:
        with suppress(UntrustedRelease):
            return withdrawal.verify(notice, root)[0]
    raise UntrustedRelease(f"{tables.WITHDRAWN}: a notice is not signed by an officer on call")


def _expiry(metadata: Mapping[str, bytes], now: datetime, margins: Margins) -> Iterator[Finding]:
    asked = {
        trust.TIMESTAMP: margins.signatures,
        trust.SNAPSHOT: margins.signatures,
        trust.TARGETS: margins.officers,
        trust.ROOT: margins.officers,
    }
    for part, margin in asked.items():
        if part in metadata and (until := trust.expires_at(metadata, part)) - now < margin:
            yield Finding(Kind.EXPIRY, part, f"expires at {until:%Y-%m-%dT%H:%MZ}")


def _certificate(
    visitor: Visitor, now: datetime, margins: Margins
) -> tuple[tuple[Finding, ...], datetime | None]:
    try:
        until = visitor.certificate_until()
    except UntrustedRelease as error:
        raise InputError(f"{error}; nothing behind it can be looked at") from None
    if until is None or until - now >= margins.certificate:
        return (), until
    return (Finding(Kind.CERTIFICATE, "/", f"expires at {until:%Y-%m-%dT%H:%MZ}"),), until


def path_of(finding: Finding) -> str:
    """The path below the web root of which a finding tells."""
    return finding.address.removeprefix("/")
