"""Where a publisher's things lie. Light to import: a takedown must not wait for what it does not need."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerestory.project import model


@dataclass(frozen=True)
class Places:
    """Where a publisher's things lie."""

    staged: Path
    published: Path
    trust: Path
    keys: Path

    @classmethod
    def below(cls, folder: Path) -> "Places":
        """The usual places below the folder of a project and its publication."""
        return cls(folder / "staged", folder / "published", folder / "trust", folder / "keys")

    @classmethod
    def of(cls, places: "model.Places") -> "Places":
        """The places that a project declares; what is staged and trusted lies beside the publication."""
        beside = places.published.parent
        return cls(beside / "staged", places.published, beside / "trust", places.keys)

    @classmethod
    def at(cls, folder: Path) -> "Places":
        """The usual places below a folder; where nothing lies there, those that a project there declares."""
        usual = cls.below(folder)
        if usual.trust.is_dir() or usual.published.is_dir():
            return usual
        from clerestory.project.read import find, read

        project = find(folder)
        return cls.of(read(project).places) if project else usual


def known_metadata(places: Places) -> list[Mapping[str, bytes]]:
    """What was published and what was seen before: new versions must be above both."""
    from clerestory.release import layout, pins

    known: list[Mapping[str, bytes]] = [pins.read(places.trust).seen]
    if (places.published / layout.METADATA).is_dir():
        with layout.opened(places.published) as folder:
            known.append(layout.read_metadata(folder))
    return known
