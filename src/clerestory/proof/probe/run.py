"""``cs.probe``: one call for files, folders and addresses; and the watch of an outgoing folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from clerestory.errors import InputError
from clerestory.matching import index as indexes
from clerestory.matching import key as keys
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.proof.probe import schemas
from clerestory.proof.probe.look import Rules
from clerestory.proof.probe.report import Report, joined
from clerestory.proof.probe.targets import search
from clerestory.proof.probe.visitor import search_sites
from clerestory.proof.probe.watch import Folder, memory_of, watch
from clerestory.vocabulary.progress import Progress


def probe(
    *targets: str | Path,
    fingerprints: str | Path | None = None,
    key_file: str | Path | None = None,
    schema: str | Path | None = None,
    pictures: str = "read",
    off: tuple[str, ...] = (),
    token: str = "",
    progress: Progress | None = None,
) -> Report:
    """What confidential content a stranger can reach in the targets."""
    index, key = _held(fingerprints, key_file)
    rules = _rules(schema, pictures, off)
    sites = [str(target) for target in targets if str(target).startswith(("http://", "https://"))]
    files = [Path(target) for target in targets if str(target) not in sites]
    reports = [search(files, index, key, rules=rules, progress=progress)] if files or not sites else []
    reports += [search_sites(sites, index, key, rules=rules, token=token)] if sites else []
    return joined(reports)


def watched(
    folder: str | Path,
    *,
    fingerprints: str | Path | None = None,
    key_file: str | Path | None = None,
    schema: str | Path | None = None,
    pictures: str = "read",
    off: tuple[str, ...] = (),
    quarantine: str | Path | None = None,
    memory: str | Path | None = None,
    settle: float = 2.0,
    rounds: int | None = None,
) -> Iterator[Mapping[str, object]]:
    """An event for each new or changed file of an outgoing folder."""
    index, key = _held(fingerprints, key_file)
    rules = _rules(schema, pictures, off)
    place = Path(folder)
    apart = Path(quarantine) if quarantine else None
    plan = Folder(place, Path(memory) if memory else memory_of(place), apart, settle)
    return watch(plan, lambda path: search([path], index, key, rules=rules), rounds=rounds)


def _held(fingerprints: str | Path | None, key_file: str | Path | None) -> tuple[Index | None, Key | None]:
    if bool(fingerprints) != bool(key_file):
        raise InputError("--fingerprints and --key-file go together; give both or neither")
    if not fingerprints or not key_file:
        return None, None
    key = keys.read(Path(key_file))
    return indexes.load(Path(fingerprints), key), key


def _rules(schema: str | Path | None, pictures: str, off: tuple[str, ...]) -> Rules:
    return Rules(pictures, frozenset(off), schemas.read(Path(schema)) if schema else None)
