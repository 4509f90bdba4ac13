"""Names: of the right form, unique, and known where they are used."""

import re
from collections.abc import Collection, Iterable

from clerestory.project.document import Document
from clerestory.project.location import Place
from clerestory.project.problem import did_you_mean

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")  # not "ignore case": that lets the sign for Kelvin pass


def well_formed(document: Document, place: Place, name: str) -> None:
    """A name that becomes a file or an address: letters, digits, - and _."""
    if not _NAME.fullmatch(name):
        document.problem(
            place, f"{name!r} cannot be part of an address", "use letters a to z, digits, - and _ only"
        )


def unique(document: Document, named: Iterable[tuple[Place, str]], noun: str) -> None:
    """No name twice."""
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            document.problem(place, f"{noun} {name!r} is declared twice", "rename or remove one of them")
        seen.add(name)


def known(document: Document, place: Place, name: str, names: Collection[str], noun: str) -> bool:
    """Whether the name is one of the known; a problem if it is not."""
    if name in names:
        return True
    document.problem(place, f"{noun} {name!r} does not exist", did_you_mean(name, names))
    return False
