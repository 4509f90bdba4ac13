"""The officers' acts on one release, from the build to the withdrawal: rules, files and log together."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from clerestory.acts import afterwards, attached, digests, earlier, govern, own_hand, publish, sign, takedown
from clerestory.acts.build import Built as Made
from clerestory.acts.build import build as build_release
from clerestory.acts.earlier import Earlier
from clerestory.acts.govern import Governed, wanted
from clerestory.errors import ClerestoryError
from clerestory.governance.approval.approvals import Approval, Kind, check_attached
from clerestory.governance.approval.requests import Built, Request
from clerestory.governance.approval.review import Outcome
from clerestory.governance.approval.states import State
from clerestory.governance.incidents import sealed
from clerestory.governance.office import publication, releases
from clerestory.governance.office.publication import Bytes
from clerestory.governance.office.releases import PLANNED, Asked
from clerestory.governance.signing import keys
from clerestory.governance.signing.hand import OwnHand
from clerestory.governance.store import incidents, integrity, requests
from clerestory.governance.store.acting import COMMAND_LINE, Actor
from clerestory.governance.store.pending import Begun
from clerestory.release import layout, verify
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.roles import Role

EVIDENCE = "evidence"
CONTENT = "content"


def build(
    governed: Governed, actor: Actor, progress: Progress, asked: Asked = PLANNED
) -> tuple[Made, Request]:
    """Build as a qualified analyst, from approved columns; the build is recorded with its evidence."""
    project = governed.project
    releases.check_may_build(governed.desk, actor, project.release.id, wanted(project))
    with governed.desk.store.reading() as look:
        claims, public = incidents.open_claims(look), requests.ever_public(look)
    made = build_release(project, progress, claims, _earlier(governed, public))
    return made, record(governed, actor, made, asked)


def record(governed: Governed, actor: Actor, made: Made, asked: Asked = PLANNED) -> Request:
    """Record a build: what was made, what was attached to it, and what it was compared with."""
    found = digests.now(governed.places, governed.project)
    folder = evidence_folder(governed, found.bundle)
    attached.write(folder, made.attached)
    tables = earlier.keep(folder, governed.places.staged / layout.SITE / "data")
    built = Built(
        turn=0,
        by=actor.person,
        at=governed.desk.store.clock(),
        digests=found,
        tables=made.attached.tables,
        columns=made.attached.columns,
        attachments={**made.attached.digests(), CONTENT: made.content, earlier.TABLES: tables},
    )
    return releases.record_build(governed.desk, actor, governed.project.release.id, built, made.shares, asked)


def _earlier(governed: Governed, public: Mapping[str, Built]) -> tuple[Earlier, ...]:
    """The tables of the builds that were public once."""
    return tuple(
        earlier.read(evidence_folder(governed, built.digests.bundle), built.attachments[earlier.TABLES], name)
        for name, built in public.items()
        if earlier.TABLES in built.attachments
    )


def evidence_folder(governed: Governed, bundle: str) -> Path:
    """Where the documents of a build lie, for those who decide."""
    return governed.folder / EVIDENCE / bundle[:16]


def claim_of(
    governed: Governed, request: Request, actor: Actor, role: Role, kind: Kind, words: str
) -> Approval:
    """The typed claim of somebody who has these very bytes and this evidence before them, at this moment."""
    built = check_attached(request.built)
    return Approval(
        kind=kind,
        person=actor.person,
        role=role,
        digests=digests.now(governed.places, governed.project),
        evidence=_evidence_there(governed, built),
        policy=f"{governed.desk.policy} {governed.desk.tool_version}",
        at=governed.desk.store.clock(),
        words=words,
    )


def approve(governed: Governed, actor: Actor, words: str) -> Outcome:
    """A checker's claim on the release that the project declares."""
    request = governed.request()
    claim = claim_of(governed, request, actor, Role.OUTPUT_CHECKER, Kind.REVIEWED, words)
    return releases.approve(governed.desk, actor, request.id, claim)


def restore(governed: Governed, actor: Actor, role: Role, words: str) -> None:
    """One of the two who let the release come back after a takedown."""
    request = governed.request()
    claim = claim_of(governed, request, actor, role, Kind.RESTORED, words)
    publication.restore(governed.desk, replace(actor, role=role), request.id, claim)


def sign_release(
    governed: Governed, key: Path, passphrase: str, now: datetime, through: str = COMMAND_LINE
) -> keys.Holder:
    """An officer's signature on the approved release; what is not approved, by those it names, is never signed."""
    holder, hand = _opened(governed, key, passphrase)
    actor = Actor(holder.officer, Role(holder.role), through, hand)
    request = governed.request()
    _check_whole(governed, request)
    begun = publication.begin_signing(governed.desk, actor, request.id, bytes_now(governed))
    with _recorded(governed, begun, actor):
        if not sign.is_prepared(governed.places):
            sign.prepare_release(governed.places, governed.project, now)
        sign.add_signature(governed.places, hand.signer)
    return holder


def _opened(governed: Governed, key: Path, passphrase: str) -> tuple[keys.Holder, OwnHand]:
    """Whose key it is, by the root of trust, and the key itself."""
    holder = keys.holder_of(key)
    own_hand.check_whose(governed.places, key, holder.officer)
    return holder, OwnHand(holder.officer, keys.open_key(key, passphrase))


def _check_whole(governed: Governed, request: Request) -> None:
    """Before a key is used or a file is moved: the store is what its log says, and everybody acted themselves."""
    integrity.check_trusted(governed.desk.store)
    own_hand.check_acts(governed.desk.store, governed.places.trust, request.id)


def publish_release(
    governed: Governed, actor: Actor, now: datetime, progress: Progress, site: str = ""
) -> verify.VerifiedRelease:
    """Put the approved, signed release in place; what was not approved is refused, whoever asks.

    It ends with a probe from outside, at ``site`` or where it is served from here: what fails it is withdrawn.
    """
    own_hand.check_door(actor)
    request = governed.request()
    _check_whole(governed, request)
    expected = govern.staged_now(governed.places)
    begun = publication.begin_publishing(governed.desk, actor, request.id, bytes_now(governed), expected)
    with _recorded(governed, begun, actor):
        afterwards.owe(governed.places, request.id)
        sealed.make_key(
            governed.folder, governed.places.trust
        )  # the report form takes messages from the first moment
        release = publish.publish(governed.places, now, progress)
    progress.step("Probe what is served, from outside")
    afterwards.probe(governed.places, governed.desk, request.id, site)
    return release


def withdraw_release(
    governed: Governed, key: Path, passphrase: str, reason: str, now: datetime, through: str = COMMAND_LINE
) -> takedown.Done:
    """The governed way to take a published release back; it leaves a signed notice, as a takedown does."""
    holder, hand = _opened(governed, key, passphrase)
    request = _published(governed)
    actor = Actor(holder.officer, Role(holder.role), through, hand)
    begun = publication.begin_withdrawing(governed.desk, actor, request.id, expected=request.release)
    with _recorded(governed, begun, actor):
        return takedown.takedown(governed.places, request.release, reason, [hand.signer], now)


def _published(governed: Governed) -> Request:
    with governed.desk.store.reading() as look:
        found = requests.in_state(look, State.PUBLISHED)
    return found[0] if found else governed.request()


def bytes_now(governed: Governed) -> Bytes:
    """What lies there, and which roles must sign it."""
    roles = tuple(Role(each) for each in governed.project.policy.signatures)
    return Bytes(digests.now(governed.places, governed.project), roles)


@contextmanager
def _recorded(governed: Governed, begun: Begun, actor: Actor) -> Iterator[None]:
    """The files of an act are written inside; afterwards the act is recorded as done, or as not done."""
    try:
        yield
    except (
        Exception
    ) as error:  # whatever stopped it, a full disk too: the log says how far it came, then it goes on
        with suppress(ClerestoryError):  # the store is away as well: whoever opens it next settles this
            _settle(governed, begun, actor, error)
        raise
    publication.finish(governed.desk, begun, actor)


def _settle(governed: Governed, begun: Begun, actor: Actor, error: Exception) -> None:
    """An act that was stopped on the way is done if its files lie there."""
    if govern.was_done(governed.places, begun):
        publication.finish(governed.desk, begun, actor)
    else:
        why = str(error) if isinstance(error, ClerestoryError) else type(error).__name__
        publication.abandon(governed.desk, begun, why)


def _evidence_there(governed: Governed, built: Built) -> dict[str, str]:
    """The digests of the documents as they lie there now, read again."""
    folder = evidence_folder(governed, built.digests.bundle)
    found = {}
    for name in built.attachments:
        file = folder / f"{name.replace(' ', '-')}.json"
        if file.is_file():
            found[name] = digests.of_bytes(file.read_bytes())
    return found
