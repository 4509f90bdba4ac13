"""A bundle as it lies on the disk: every byte that is shown was compared with the manifest first.

The staged bundle is what would be public; the published one is what is. Nothing confidential is in either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from clerestory.errors import ClerestoryError, UntrustedRelease
from clerestory.governance.workbench.changes import Comparison, compare
from clerestory.release import jsonstat, layout, manifest
from clerestory.release.jsonstat import PublishedCube
from clerestory.release.manifest import Entry, Manifest

CUBES = "data/"
EVIDENCE = "data/evidence.json"


@dataclass(frozen=True)
class Bundle:
    """One bundle, known by the digest of its manifest."""

    folder: Path
    digest: str
    listed: Manifest = field(repr=False, compare=False)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every file that is listed."""
        return {entry.path: entry for entry in self.listed.files}

    def read(self, path: str) -> bytes:
        """One listed file, exactly as listed; ``UntrustedRelease`` otherwise."""
        entry = self.entries.get(path)
        if entry is None:
            raise UntrustedRelease(f"{path}: not a file of this bundle")
        with layout.opened(self.folder) as folder:
            content = folder.read(f"{layout.SITE}/{path}", largest=entry.size)
        if manifest.digest(content) != entry.sha256:
            raise UntrustedRelease(f"{path}: not the bytes that the manifest lists; build the release again")
        return content

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.listed.files)

    def cubes(self) -> Mapping[str, PublishedCube]:
        """Every published table, by its id; read once a bundle."""
        return _cubes(self.folder, self.digest)


def opened(folder: Path) -> Bundle | None:
    """The bundle in that folder, or none."""
    try:
        with layout.opened(folder) as place:
            content = place.read(f"{layout.SITE}/{manifest.MANIFEST}", largest=layout.LARGEST_METADATA)
        listed = manifest.from_bytes(content)
    except ClerestoryError:
        return None
    return Bundle(folder, manifest.digest(content), listed)


@lru_cache(maxsize=4)
def _cubes(folder: Path, digest: str) -> Mapping[str, PublishedCube]:
    bundle = opened(folder)
    if bundle is None or bundle.digest != digest:
        raise UntrustedRelease(f"{folder}: the bundle changed while it was read; open the page again")
    paths = [path for path in bundle.entries if path.startswith(CUBES) and path.endswith(".json")]
    inside = [path for path in paths if path.count("/") == 2]
    found = (jsonstat.from_bytes(bundle.read(path), path) for path in inside)
    return {f"{cube.collection}/{cube.table}": cube for cube in found}


@lru_cache(maxsize=4)
def compared(before: Bundle, after: Bundle) -> Comparison:
    """What changed from one to the other; worked out once."""
    return compare(before.cubes(), after.cubes())
