"""Open the governance of a publication: its store, the rules in force, and what a crash left undone.

Whoever opens it settles first: an act that was begun is recorded as done, or as not done, from the files
that lie there; and takedowns that were made without the store are taken over into its log.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import clerestory
from clerestory.acts import afterwards, digests, takedown, underway
from clerestory.acts.places import Places
from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.incidents import Takedown
from clerestory.governance.approval.qualifications import tool_version
from clerestory.governance.approval.requests import Request
from clerestory.governance.approval.sources import Wanted
from clerestory.governance.approval.states import State
from clerestory.governance.office import publication
from clerestory.governance.office.desk import Desk
from clerestory.governance.store import incidents, opening, pending, requests
from clerestory.governance.store.pending import Begun
from clerestory.project.model import Person, Project
from clerestory.project.read import project_folder, read
from clerestory.release import layout, pins, trust
from clerestory.release.manifest import digest
from clerestory.vocabulary.roles import Role

UNTOLD = "no word was left with the notice: whoever wrote it was stopped"


@dataclass(frozen=True)
class Governed:
    """A publication whose people decide: where its things lie, what is declared, and the desk."""

    places: Places
    project: Project
    desk: Desk

    @property
    def folder(self) -> Path:
        """The folder of governance."""
        return opening.folder_of(self.places.published.parent)

    def request(self) -> Request:
        """The request of the release that the project declares, whatever its state."""
        with self.desk.store.reading() as look:
            found = requests.current(look, self.project.release.id)
        if found is None:
            raise InputError(
                f"no release {self.project.release.id} was built by anybody here; run `clerestory release build`"
            )
        return found

    def only(self, role: Role) -> str:
        """The one person in that role, where there is only one: then nobody has to name them."""
        fits = [each.id for each in self.project.people if role.value in each.roles]
        if len(fits) != 1:
            named = ", ".join(fits) or "nobody"
            raise InputError(f"who does it? name one with --officer ({role.value}: {named})")
        return fits[0]


def is_governed(folder: Path) -> bool:
    """Whether people were appointed for the publication in that folder."""
    project = read(project_folder(folder))
    return opening.is_founded(opening.folder_of(Places.of(project.places).published.parent))


def opened(folder: Path) -> Governed:
    """Open it and settle what a crash left."""
    return opened_for(read(project_folder(folder)))


def opened_for(project: Project) -> Governed:
    """The same, of a project that was read already."""
    places = Places.of(project.places)
    store = opening.open_store(opening.folder_of(places.published.parent))
    desk = Desk(store, tool_version(clerestory.__version__), digests.policy(project))
    governed = Governed(places, project, desk)
    settle(governed)
    return governed


def settle(governed: Governed) -> None:
    """Record what was done without the store, or was begun and never finished."""
    for file in sorted((governed.places.trust.parent / takedown.UNLOGGED).glob("*.json")):
        with suppress(FileNotFoundError):  # somebody else took it over at this moment
            publication.take_over(governed.desk, _taken(file))
            file.unlink()
    _take_over_notices(governed)
    with underway.settling(governed.folder) as is_alone:
        if is_alone:
            _settle_begun(governed)
    _settle_probe(governed)


def _settle_begun(governed: Governed) -> None:
    """Nobody is at an act at this moment: what was begun and not finished was left by a crash."""
    with governed.desk.store.reading() as look:
        left = pending.every(look)
    for begun in left:
        if was_done(governed.places, begun):
            publication.finish(governed.desk, begun)
        else:
            publication.abandon(governed.desk, begun, "stopped before its files were written")
    request = afterwards.owes(governed.places)
    if request and not _is_published(governed, request):
        afterwards.forget(governed.places)


def _take_over_notices(governed: Governed) -> None:
    """A notice without a record: whoever wrote it was stopped before they could leave word of it."""
    with governed.desk.store.reading() as look:
        known = {each.notice for each in incidents.every_takedown(look)}
    for content in pins.notice_files(governed.places.trust).values():
        if digest(content) not in known:
            entry = takedown.entry_of(governed.places, content, UNTOLD)
            publication.take_over(governed.desk, _takedown(entry))


def _settle_probe(governed: Governed) -> None:
    """Do the probe that a crash after a publication left undone."""
    request = afterwards.owes(governed.places)
    if request and _is_published(governed, request):
        with suppress(Refused):  # it is withdrawn then, and in the log
            afterwards.probe(governed.places, governed.desk, request)


def _is_published(governed: Governed, request: str) -> bool:
    with governed.desk.store.reading() as look:
        return requests.get(look, request).state is State.PUBLISHED


def wanted(project: Project) -> tuple[Wanted, ...]:
    """Every column that the project declares, with its class and purpose."""
    return tuple(
        Wanted(source.collection, column.name, column.column_class.value, column.purpose)
        for source in project.sources
        for column in source.columns
    )


def person(project: Project, name: str) -> Person | None:
    """Somebody of the project's people."""
    return next((each for each in project.people if each.id == name), None)


def was_done(places: Places, begun: Begun) -> bool:
    """Whether the files of an act that was begun lie there."""
    match begun.act:
        case Act.SIGN:
            return begun.expected in _signed_roles(places)
        case Act.PUBLISH:
            return begun.expected == published_now(places)
        case _:
            return any(notice.target == begun.expected for notice in pins.notices(places.trust).values())


def _signed_roles(places: Places) -> tuple[str, ...]:
    path = places.staged / layout.METADATA / trust.TARGETS
    if not path.is_file():
        return ()
    try:
        return trust.claimed(path.read_bytes(), pins.read(places.trust).root).roles
    except ClerestoryError:
        return ()


def published_now(places: Places) -> str:
    """Which bytes of which version are published: nothing, if nothing is."""
    return _which(places.published / layout.METADATA / trust.TARGETS, places)


def staged_now(places: Places) -> str:
    """Which bytes of which version are signed and wait."""
    return _which(places.staged / layout.METADATA / trust.TARGETS, places)


def _which(targets: Path, places: Places) -> str:
    if not targets.is_file():
        return ""
    claim = trust.claimed(targets.read_bytes(), pins.read(places.trust).root)
    return f"{claim.bundle} {claim.version}"


def _taken(file: Path) -> Takedown:
    try:
        return _takedown(json.loads(file.read_bytes()))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{file}: this is not what a takedown left; keep it, call the log auditor") from None


def _takedown(entry: Mapping[str, Any]) -> Takedown:
    at = datetime.fromisoformat(entry["at"])
    collections = tuple(entry.get("collections", ()))
    return Takedown(entry["notice"], entry["target"], collections, entry.get("by", ""), at, entry["reason"])
