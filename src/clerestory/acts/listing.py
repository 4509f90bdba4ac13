"""Every release of a publication: staged, published, superseded."""

from collections.abc import Sequence
from dataclasses import dataclass

from clerestory.acts.places import Places
from clerestory.release import layout, pins, trust
from clerestory.release.pins import HISTORY
from clerestory.release.withdrawal import Notice

STAGED, WITHDRAWN = "staged", "withdrawn"


@dataclass(frozen=True)
class Listed:
    """One release as it was signed; ``signed`` are the roles whose signatures are good today."""

    version: int
    state: str
    release: str
    bundle: str
    files: int
    signed: tuple[str, ...]
    withdrawn: int  # so many of its files answer 410


def releases(places: Places) -> tuple[Listed, ...]:
    """Newest first; the staged one, if it is not yet published, before all."""
    root, notices = pins.read(places.trust).root, tuple(pins.notices(places.trust).values())
    found: dict[int, Listed] = {}
    for state, content in (*_published(places), *_staged(places)):
        claim = trust.claimed(content, root)
        files, gone = _counted(claim, notices)
        shown = WITHDRAWN if files and gone == files and state != STAGED else state
        listed = Listed(claim.version, shown, claim.release, claim.bundle, files, claim.roles, gone)
        found.setdefault(claim.version, listed)
    return tuple(found[version] for version in sorted(found, reverse=True))


def _counted(claim: trust.Claim, notices: Sequence[Notice]) -> tuple[int, int]:
    """How many files it has, and how many of them are taken back."""
    gone = sum(any(each.reaches(path, claim.version) for each in notices) for path in claim.paths)
    return len(claim.paths), gone


def _published(places: Places) -> list[tuple[str, bytes]]:
    if not (places.published / layout.METADATA).is_dir():
        return []
    with layout.opened(places.published) as folder:
        metadata = layout.read_metadata(folder)
    earlier = [("superseded", metadata[name]) for name in sorted(metadata) if name.startswith(f"{HISTORY}/")]
    return [("published", metadata[trust.TARGETS]), *earlier]


def _staged(places: Places) -> list[tuple[str, bytes]]:
    path = places.staged / layout.METADATA / trust.TARGETS
    return [(STAGED, path.read_bytes())] if path.is_file() else []
