"""Policy and people: values in range, roles that exist, signatures that can be given."""

from collections.abc import Collection, Sequence
from pathlib import Path

from clerestory.project.checks.names import known, unique, well_formed
from clerestory.project.declaration import About, PeopleFile, PlacesDeclared
from clerestory.project.document import Document
from clerestory.project.model import Person, Policy, least_width
from clerestory.vocabulary.roles import Role, by_different_people

ROLES = tuple(role.value for role in Role)


def check_policy(policy: Policy, document: Document) -> None:
    """Values that protect."""
    if policy.minimum < 1:
        document.problem(("minimum",), f"the minimum is {policy.minimum}", "give 1 or more; 11 is usual")
    least = least_width(policy.minimum)
    if policy.width < least:
        what = f"the width {policy.width} is less than a minimum of {policy.minimum} asks for"
        document.problem(("width",), what, f"give {least} or more")
    if policy.seed < 0:
        document.problem(("seed",), f"the seed is {policy.seed}", "give 0 or more")
    _check_intake(policy, document)
    for number, role in enumerate(policy.signatures):
        known(document, ("signatures", number), role, ROLES, "the role")
    if len(set(policy.signatures)) < 2 or len(set(policy.signatures)) < len(policy.signatures):
        document.problem(
            ("signatures",), "a release is signed in two different roles at least", "name each role once"
        )


def _check_intake(policy: Policy, document: Document) -> None:
    """Whoever sees a leak must have somewhere to say so: a static host takes no report by itself."""
    if policy.host == "static" and not policy.intake:
        what = "a static host takes no reports, and no 'intake' is named"
        document.problem(("host",), what, "name the https address that takes the report form")
    elif policy.host == "server" and policy.intake:
        what = "'intake' is for a static host; `clerestory serve` takes reports itself"
        document.problem(("intake",), what, 'leave it out, or say host = "static"')
    elif policy.intake and not policy.intake.startswith("https://"):
        document.problem(("intake",), "'intake' is no https address", "write https://reports.example/report/")


def check_people(people: PeopleFile, document: Document) -> None:
    """Known roles, and no person twice."""
    unique(document, _ids(people), "the person")
    for number, person in enumerate(people.person):
        well_formed(document, ("person", number, "id"), person.id)
        if not person.roles:
            document.problem(("person", number, "roles"), f"{person.id!r} has no role", "give one")
        for position, role in enumerate(person.roles):
            known(document, ("person", number, "roles", position), role, ROLES, "the role")


def check_signatures(policy: Policy, people: Sequence[Person], document: Document) -> None:
    """Each signature can be given by somebody, and by somebody else than the others."""
    wanted = [role for role in policy.signatures if role in ROLES]
    for role in wanted:
        if not any(role in person.roles for person in people):
            document.problem((), f"nobody has the role {role!r}, which signs", "give it to a person")
            return
    able = {role: [person.id for person in people if role in person.roles] for role in wanted}
    if not by_different_people(wanted, able):
        what = "the roles that sign cannot be held by different people"
        document.problem((), what, f"name another person for one of: {', '.join(wanted)}")


def check_places(places: PlacesDeclared, root: Path, document: Document) -> None:
    """Nothing confidential lies where everybody may read."""
    published = (root / places.published).resolve()
    for name in ("vault", "evidence", "keys"):
        place = (root / getattr(places, name)).resolve()
        if place == published or published in place.parents:
            what = f"the place of {name} lies inside the place of what is published"
            document.problem(("places", name), what, "choose a folder outside it")


def check_order(about: About, collections: Collection[str], document: Document) -> None:
    """The order names collections that exist, each once."""
    named = [(("project", "collections", at), name) for at, name in enumerate(about.collections)]
    unique(document, named, "the collection")
    for place, name in named:
        known(document, place, name, collections, "the collection")


def _ids(people: PeopleFile) -> list[tuple[tuple[str | int, ...], str]]:
    return [(("person", number, "id"), person.id) for number, person in enumerate(people.person)]
