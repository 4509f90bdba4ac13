"""A message from outside, taken in: sealed, a claim, a hold, a call, a comparison, a brief, within a minute.

The receipt is given first; what takes longer follows. Nothing of what was said enters the log.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from clerestory.acts import claims
from clerestory.acts.govern import Governed
from clerestory.errors import ClerestoryError, InputError
from clerestory.governance.approval.acts import Machine
from clerestory.governance.approval.incidents import Claim, Severity
from clerestory.governance.incidents import sealed
from clerestory.governance.incidents.brief import Brief, Condition
from clerestory.governance.incidents.follow import follow
from clerestory.governance.incidents.hold import Sink
from clerestory.governance.incidents.incident import Incident
from clerestory.governance.incidents.intake import SERIOUS, Attached, Channel, Message, place
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.office import response, room
from clerestory.governance.office.response import Received
from clerestory.governance.store import happenings
from clerestory.governance.store.acting import Actor, Event
from clerestory.governance.store.opening import MACHINE
from clerestory.matching import key as keys
from clerestory.proof.probe.targets import search
from clerestory.records import content, vault
from clerestory.release import layout, pins, trust, withdrawal
from clerestory.vocabulary.status import ColumnClass

SINK, SEALED = "logs", "messages"


@dataclass(frozen=True)
class Report:
    """What somebody told, before it is sealed."""

    channel: Channel
    words: Words
    path: str = ""
    release: str = ""
    collections: tuple[str, ...] = ()
    severity: Severity = SERIOUS
    said_at: datetime | None = None
    receipt: str = ""


@dataclass(frozen=True)
class Answered:
    """What became of it: the claim, how many quoted values match, how grave it is, the first brief."""

    received: Received
    matching: int | None
    severity: Severity
    brief: Brief


def receive(governed: Governed, actor: Actor, report: Report) -> Answered:
    """Take a message in, do at once all that needs nobody, and open what was attached."""
    answered = take_in(governed, actor, report)
    if report.words.attachments:
        open_attachments(governed, answered.received, report.words)
    return answered


def take_in(governed: Governed, actor: Actor, report: Report) -> Answered:
    """The same, but that attachments lie sealed, unopened: nobody has to wait for the probe's readers."""
    whole = _completed(governed, report)
    sealed.make_key(governed.folder, governed.places.trust)
    name = sealed.seal(whole.words.to_bytes(), governed.folder, governed.folder / SEALED)
    message = Message(
        whole.channel, whole.release, whole.collections, whole.path, name, len(whole.words.values),
        _digests(whole.words), whole.severity, whole.said_at, whole.receipt,
    )  # fmt: skip
    received = response.receive(governed.desk, actor, message, claims.content_of(governed, whole.release))
    place_hold(governed, received.incident, actor.person)
    room.page(governed.desk, received.incident)
    matching, severity = compare(governed, received.claim, whole.words.values)
    return Answered(received, matching, severity, brief(governed, received.incident))


def open_claim(
    governed: Governed,
    actor: Actor,
    release: str,
    at: datetime,
    severity: Severity,
    told: str,
    collections: Sequence[str] = (),
) -> tuple[Claim, str]:
    """A claim that staff open themselves: hold, call and brief at once, as for a stranger's. Its incident too."""
    opened = claims.open_claim(governed, actor, release, at, severity, told, collections)
    with governed.desk.store.reading() as look:
        incident = happenings.of_claim(look, opened.id).id
    place_hold(governed, incident, actor.person)
    room.page(governed.desk, incident)
    compare(governed, opened.id, ())
    brief(governed, incident)
    return opened, incident


@contextmanager
def changing(governed: Governed, name: str) -> Iterator[None]:
    """Whatever changes in an incident (or about a claim or an outage of it), the brief is made anew after it."""
    yield
    with governed.desk.store.reading() as look:
        rooms = [each for each in happenings.every(look) if name in _names(each)]
    for each in rooms:
        brief(governed, each.id)


def brief_all(governed: Governed) -> None:
    """A brief of every open incident, if there is anything new to say."""
    with governed.desk.store.reading() as look:
        rooms = [each.id for each in happenings.every(look) if each.is_open]
    for each in rooms:
        brief(governed, each)


def compare(governed: Governed, claim: str, values: Sequence[str]) -> tuple[int | None, Severity]:
    """Compare quoted values with the vault; if it cannot be opened, nothing is shown, neither way."""
    try:
        with vault.open(governed.project) as records:
            matching = max(
                content.together(
                    content.in_vault(records, source.collection), values,
                    [each.name for each in source.columns if each.column_class is ColumnClass.DIRECT_IDENTIFIER],
                    keys.fresh(),
                )
                for source in governed.project.sources
            )  # fmt: skip
    except ClerestoryError:
        with governed.desk.store.reading() as look:
            return None, happenings.of_claim(look, claim).claim(claim).severity
    return matching, response.compared(governed.desk, claim, matching, len(values))


def compare_again(governed: Governed, actor: Actor, claim: str) -> tuple[int, int, Severity]:
    """Open what was sealed of a claim, and compare all values that were quoted: matching, quoted, how grave it is."""
    names = response.sealed_messages(governed.desk, actor, claim)
    messages = [governed.folder / SEALED / f"{name}{sealed.ENDING}" for name in names]
    words = [sealed.words_of(sealed.opened(path, governed.folder)) for path in messages]
    values = tuple(dict.fromkeys(value for each in words for value in each.values))
    with changing(governed, claim):
        matching, severity = compare(governed, claim, values)
    if matching is None:
        raise InputError(
            "the vault cannot be opened, so nothing is shown, neither way; open it and compare again"
        )
    return matching, len(values), severity


def place_hold(governed: Governed, incident: str, by: str) -> None:
    """All logs of the last month are held, from now on until the incident ends."""
    sink = sink_of(governed)
    if any(each.incident == incident for each in sink.holds()):
        return
    with suppress(OSError):  # a full disk must not keep a message out
        follow_logs(governed)
    hold = sink.place(incident, governed.desk.store.clock(), by)
    response.held(governed.desk, incident, hold.since, sink.head().lines)


def sink_of(governed: Governed) -> Sink:
    """The sink of the server's logs: apart from the server, below the folder of governance."""
    return Sink(governed.folder / SINK)


def follow_logs(governed: Governed, files: Sequence[Path] = ()) -> int:
    """Take new lines of the servers' logs over into the sink: of these files, and of all named before."""
    return follow(sink_of(governed), files, governed.desk.store.clock())


def brief(governed: Governed, incident: str) -> Brief:
    """The brief of this moment, from what is so."""
    with governed.desk.store.reading() as look:
        found = happenings.incident(look, incident)
    return room.make_brief(governed.desk, incident, condition(governed, found))


def condition(governed: Governed, incident: Incident) -> Condition:
    """What the system itself knows: content class, whether the dataset is still there, whether it is live."""
    collections = tuple(dict.fromkeys(name for each in incident.claims for name in each.collections))
    sources = [each for each in governed.project.sources if each.collection in collections]
    columns = [
        f"{source.collection}.{each.name}"
        for source in sources
        for each in source.columns
        if each.column_class is ColumnClass.DIRECT_IDENTIFIER
    ]
    releases = {each.release for each in incident.claims}
    return Condition(
        live=any(is_live(governed, path) for each in incident.claims for path in _claimed_paths(governed, each.paths, each.collections)),
        present=published_release(governed) in releases,
        columns=tuple(columns),
        collections=collections,
    )  # fmt: skip


def is_live(governed: Governed, path: str) -> bool:
    """Whether that address of what is published is served: it is there, and no notice reaches it."""
    claim = _published(governed)
    if claim is None or not any(each.startswith(path) for each in claim.paths):
        return False
    notices = pins.notices(governed.places.trust).values()
    return not any(notice.reaches(path, claim.version) for notice in notices)


def published_release(governed: Governed) -> str:
    """Which release is published, served or not."""
    claim = _published(governed)
    return claim.release if claim else ""


def live_claims(governed: Governed, incident: Incident) -> tuple[str, ...]:
    """The open claims of which something is still served."""
    return tuple(
        each.id
        for each in incident.open_claims
        if any(is_live(governed, path) for path in _claimed_paths(governed, each.paths, each.collections))
    )


def named_path(told: str, base_url: str) -> str:
    """The path that somebody named, as it is tried: without the site's address and escapes, with its query."""
    parts = urlsplit(told.strip().removeprefix(base_url.rstrip("/")))
    query = f"?{parts.query}" if parts.query else ""
    return unquote(parts.path).lstrip("/") + query


def _names(incident: Incident) -> set[str]:
    return {incident.id, *(each.id for each in incident.claims), *(each.id for each in incident.outages)}


def _completed(governed: Governed, report: Report) -> Report:
    release = report.release or published_release(governed) or governed.project.release.id
    path = named_path(report.path, governed.project.base_url)
    known = governed.project.collections
    if strange := set(report.collections) - set(known):
        raise InputError(f"{', '.join(sorted(strange))}: no such collection; there are {', '.join(known)}")
    collections = report.collections or _behind(governed, path) or known
    return replace(report, release=release, path=path, collections=collections)


def _behind(governed: Governed, path: str) -> tuple[str, ...]:
    """The collections behind a named address, by the lineage of what is published; none if it is of nothing published."""
    claim = _published(governed)
    if claim is None or not path:
        return ()
    at = f"{place(path)}/"
    found = {
        name
        for prefix, of in claim.lineage.items()
        if at.startswith(prefix)
        for name in withdrawal.datasets(of)
    }
    return tuple(name for name in governed.project.collections if name in found)


def _digests(words: Words) -> tuple[Attached, ...]:
    from clerestory.acts.digests import of_bytes

    return tuple(Attached(of_bytes(held), len(held), "waits for the probe") for _, held in words.attachments)


def open_attachments(governed: Governed, received: Received, words: Words) -> None:
    """Each attachment is opened by the probe's readers alone, in their sandbox."""
    with TemporaryDirectory() as folder:
        files = [
            Path(folder) / f"{number}{_suffix(name)}" for number, (name, _) in enumerate(words.attachments)
        ]
        for path, (_, held) in zip(files, words.attachments, strict=True):
            path.write_bytes(held)
        verdicts = [search([path], pictures="ignore").verdict.value for path in files]
    about = {
        "claim": received.claim,
        "verdicts": verdicts,
        "attachments": [each.digest for each in _digests(words)],
    }
    governed.desk.store.record(Event(Machine.PROBED, MACHINE, received.incident, about))
    brief(governed, received.incident)


def _suffix(name: str) -> str:
    """What a file's name says it is; a stranger chose it."""
    found = re.search(r"\.[0-9A-Za-z]{1,10}$", name)
    return found[0] if found else ""


def _claimed_paths(governed: Governed, paths: Sequence[str], collections: Sequence[str]) -> list[str]:
    """The claimed addresses, and all that is made from the claimed collections."""
    pages = {page.id for page in governed.project.pages if page.collection in collections}
    return [*paths, *(f"data/{each}/" for each in collections), *(f"{each}/" for each in sorted(pages))]


def _published(governed: Governed) -> trust.Claim | None:
    targets = governed.places.published / layout.METADATA / trust.TARGETS
    if not targets.is_file():
        return None
    return trust.claimed(targets.read_bytes(), pins.read(governed.places.trust).root)
