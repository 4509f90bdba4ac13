"""The content of the datasets behind a release: fingerprints kept where the records are, compared under a claim.

    EVIDENCE/content/key             the key of all fingerprints of this publication, owner-only
    EVIDENCE/content/<digest>/*.npz  the fingerprints of one build, a collection each

What leaves is the digest, and of a comparison one number.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from clerestory.acts.owner import for_owner_alone
from clerestory.errors import InputError
from clerestory.governance.approval.incidents import Claim
from clerestory.matching import key as keys
from clerestory.project.model import Project
from clerestory.records import content
from clerestory.records.content import Fingerprint, Table
from clerestory.records.vault import Vault

OWNER_ONLY = 0o700


def keep(project: Project, records: Vault) -> str:
    """Fingerprint every collection that a build reads; returns the digest of all fingerprints."""
    folder = _folder(project)
    key = keys.create(folder / "key")
    files = {
        source.collection: content.to_bytes(content.of_vault(records, source, key))
        for source in project.sources
    }
    digest = sha256(
        "\n".join(f"{name} {_digest(files[name])}" for name in sorted(files)).encode()
    ).hexdigest()
    fresh = folder / f".{secrets.token_hex(8)}"
    fresh.mkdir(mode=OWNER_ONLY)
    for name, written in files.items():
        (fresh / f"{name}.npz").write_bytes(written)
    for_owner_alone(fresh)
    place = folder / digest
    if place.exists():
        _remove(fresh)
    else:
        fresh.rename(place)
    return digest


def shares(project: Project, records: Vault, claims: Sequence[Claim]) -> dict[str, int]:
    """How much of each open claim's records recur in what the vault holds, in thousandths."""
    tables = [content.in_vault(records, source.collection) for source in project.sources]
    return shares_in(project, tables, claims)


def shares_in(project: Project, tables: Iterable[Table], claims: Sequence[Claim]) -> dict[str, int]:
    """The same of any tables that are handed in."""
    folder, handed = _folder(project), tuple(tables)
    if not claims:
        return {}
    key = keys.read(folder / "key")
    return {
        claim.id: max(
            (content.share(table, each, key) for each in _claimed(folder, claim) for table in handed),
            default=0,
        )
        for claim in claims
        if claim.is_open
    }


def check_is_kept(project: Project, digest: str) -> None:
    """Raise unless the fingerprints of a build are still here."""
    if not (_folder(project) / digest).is_dir():
        raise InputError(
            f"{_folder(project) / digest}: the fingerprints of the claimed release are gone; restore them from their copy"
        )


def _claimed(folder: Path, claim: Claim) -> tuple[Fingerprint, ...]:
    place = folder / claim.content
    if not place.is_dir():
        raise InputError(
            f"{place}: the fingerprints of claim {claim.id} are gone; restore them, until then nothing goes live"
        )
    found: Mapping[str, bytes] = {path.stem: path.read_bytes() for path in sorted(place.glob("*.npz"))}
    told = sha256("\n".join(f"{name} {_digest(found[name])}" for name in sorted(found)).encode()).hexdigest()
    if told != claim.content:
        raise InputError(
            f"{place}: the fingerprints of claim {claim.id} were changed; restore them from their copy"
        )
    wanted = claim.collections or tuple(found)
    return tuple(content.from_bytes(found[name], f"{place}/{name}.npz") for name in wanted if name in found)


def _folder(project: Project) -> Path:
    folder = project.places.evidence / "content"
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    folder.parent.chmod(OWNER_ONLY)
    return folder


def _digest(written: bytes) -> str:
    return sha256(written).hexdigest()


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
