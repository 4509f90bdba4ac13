"""Every release of a publication: staged, published, superseded."""

from dataclasses import dataclass

from clerestory.acts.places import Places
from clerestory.release import layout, pins, trust
from clerestory.release.pins import HISTORY


@dataclass(frozen=True)
class Listed:
    """One release as it was signed; ``signed`` are the roles whose signatures are good today."""

    version: int
    state: str
    release: str
    bundle: str
    files: int
    signed: tuple[str, ...]


def releases(places: Places) -> tuple[Listed, ...]:
    """Newest first; the staged one, if it is not yet published, before all."""
    root = pins.read(places.trust).root
    found: dict[int, Listed] = {}
    for state, content in (*_published(places), *_staged(places)):
        claim = trust.claimed(content, root)
        listed = Listed(claim.version, state, claim.release, claim.bundle, len(claim.paths), claim.roles)
        found.setdefault(claim.version, listed)
    return tuple(found[version] for version in sorted(found, reverse=True))


def _published(places: Places) -> list[tuple[str, bytes]]:
    if not (places.published / layout.METADATA).is_dir():
        return []
    with layout.opened(places.published) as folder:
        metadata = layout.read_metadata(folder)
    earlier = [("superseded", metadata[name]) for name in sorted(metadata) if name.startswith(f"{HISTORY}/")]
    return [("published", metadata[trust.TARGETS]), *earlier]


def _staged(places: Places) -> list[tuple[str, bytes]]:
    path = places.staged / layout.METADATA / trust.TARGETS
    return [("staged", path.read_bytes())] if path.is_file() else []
