"""Found the governance of a publication: its people from the declarations, its store, its log.

``example`` founds it with made-up people who count as trained, approves every column's purpose in their
names and tells the lesson of 2022; the first entries of the log say that all of it is made up.
"""

from collections.abc import Callable
from pathlib import Path

import clerestory
from clerestory.acts.govern import Governed, opened_for, wanted
from clerestory.acts.places import Places
from clerestory.errors import InputError
from clerestory.governance.approval.lessons import Lesson
from clerestory.governance.approval.people import Officer, Qualification
from clerestory.governance.approval.qualifications import VALID_FOR, tool_version
from clerestory.governance.approval.sources import Decision
from clerestory.governance.approval.training import lesson
from clerestory.governance.office import sources
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.store import opening, staff
from clerestory.governance.store import sources as lessons
from clerestory.governance.store.acting import Acting, Actor
from clerestory.project.model import Project
from clerestory.project.read import project_folder, read
from clerestory.vocabulary.roles import Role

LESSON = Lesson(
    "2022-06",
    "June 2022: records under the charts",
    "A dashboard made from permit applications shipped the records under its charts: names, birth dates and addresses of "
    "about 192,000 people. Nobody had reviewed the dataset; at night one person put it back.",
    frozenset({"last_name", "birth_date", "permit_number"}),
)


def found(project: Project, *, made_up: bool = False) -> None:
    """Appoint the people of the project and begin the log."""

    def first(acting: Acting) -> None:
        acting.tell(people=[each.id for each in project.people], example=made_up)
        for each in officers(project):
            staff.appoint(acting, each)
            for role in sorted(each.roles, key=lambda role: role.value) if made_up else ():
                staff.qualify(acting, _made_up(acting, each.id, role))
        if made_up:
            lessons.add_lesson(acting, LESSON, opening.MACHINE.person)

    _found(project, first)


def example(folder: Path) -> Governed:
    """Found it with made-up people, all trained, and let them approve every declared column."""
    return example_of(read(project_folder(folder)))


def example_of(project: Project) -> Governed:
    """The same, of a project that was read already."""
    governed = unapproved_example(project)
    asked = sources.ask(governed.desk, Actor(of_role(project, Role.ANALYST)), wanted(project))
    officer = Actor(of_role(project, Role.PRIVACY_OFFICER))
    sources.decide(
        governed.desk, officer, [f"{each.collection}.{each.column}" for each in asked], Decision.APPROVED, ""
    )
    return governed


def unapproved_example(project: Project) -> Governed:
    """The same people, but nobody has approved any column yet."""
    found(project, made_up=True)
    return opened_for(project)


def example_keys(project: Project) -> list[str]:
    """Hold the ceremony, unless it was held for these very people before; whose keys there are."""
    places = Places.of(project.places)
    held = ceremony.ceremony_of(project.people, project.policy.signatures)
    made = [ceremony.key_path(places.keys / ceremony.OFFICERS, each) for each in held.officers]
    is_made = (places.keys / ceremony.PASSPHRASES).is_file() and all(path.is_file() for path in made)
    if not is_made and (places.trust.exists() or any(places.keys.glob("*"))):
        raise InputError(f"{places.keys}: keys or a root of trust are there already; nothing was made")
    if not is_made:
        ceremony.hold_example(places.keys, places.trust, held, expiry.now())
    return [each.officer for each in held.officers]


def officers(project: Project) -> tuple[Officer, ...]:
    """The people of a project, as governance knows them."""
    return tuple(
        Officer(each.id, each.name, frozenset(Role(role) for role in each.roles)) for each in project.people
    )


def of_role(project: Project, role: Role, number: int = 0) -> str:
    """A person of that role, the first or a later one."""
    return [each.id for each in project.people if role.value in each.roles][number]


def _found(project: Project, first: Callable[[Acting], None]) -> None:
    beside = Places.of(project.places).published.parent
    opening.found(opening.folder_of(beside), f"clerestory/{project.id}", first)


def _made_up(acting: Acting, person: str, role: Role) -> Qualification:
    version = tool_version(clerestory.__version__)
    return Qualification(person, role, version, 100, lesson().digest, acting.now, acting.now + VALID_FOR)
