"""``cs.probe``: one call for files, folders and addresses."""

from pathlib import Path

from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.proof.probe import schemas
from clerestory.proof.probe.look import Rules
from clerestory.proof.probe.report import Report, joined
from clerestory.proof.probe.targets import search
from clerestory.proof.probe.visitor import search_sites
from clerestory.vocabulary.progress import Progress


def probe(
    *targets: str | Path,
    fingerprints: str | Path | None = None,
    key_file: str | Path | None = None,
    schema: str | Path | None = None,
    pictures: str = "read",
    off: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Report:
    """What confidential content a stranger can reach in the targets."""
    key = keys.read(Path(key_file)) if key_file else None
    index = indexes.load(Path(fingerprints), key) if fingerprints and key else None
    rules = Rules(pictures, frozenset(off), schemas.read(Path(schema)) if schema else None)
    sites = [str(target) for target in targets if str(target).startswith(("http://", "https://"))]
    files = [Path(target) for target in targets if str(target) not in sites]
    reports = [search(files, index, key, rules=rules, progress=progress)] if files or not sites else []
    reports += [search_sites(sites, index, key, rules=rules)] if sites else []
    return joined(reports)
