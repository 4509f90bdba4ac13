"""Open a claim on a published release, close it, and ask whether a file is the same dataset."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from clerestory.acts import content
from clerestory.acts.govern import Governed
from clerestory.acts.officiate import CONTENT
from clerestory.errors import InputError, Refused
from clerestory.governance.approval.incidents import SAME_DATASET, Claim, Severity
from clerestory.governance.office import claims
from clerestory.governance.store import incidents, requests
from clerestory.governance.store.acting import Actor
from clerestory.records.content import in_file


def open_claim(
    governed: Governed,
    actor: Actor,
    release: str,
    at: datetime,
    severity: Severity,
    told: str,
    collections: Sequence[str] = (),
) -> Claim:
    """From this moment no dataset of that release goes live again, by any role and in whatever form."""
    kept = content_of(governed, release)
    known = governed.project.collections
    if strange := set(collections) - set(known):
        raise InputError(f"{', '.join(sorted(strange))}: no such collection; there are {', '.join(known)}")
    return claims.open_claim(
        governed.desk, actor, release, tuple(collections) or known, at, severity, told, kept
    )


def check_file(governed: Governed, file: Path) -> dict[str, int]:
    """The share of each open claim's records that recur in a file; ``Refused`` if it is the same dataset."""
    return check_files(governed, [file])


def check_files(governed: Governed, files: Sequence[Path]) -> dict[str, int]:
    """The same of several files that are to go live together; a refusal names every collection that recurs."""
    with governed.desk.store.reading() as look:
        open_ = incidents.open_claims(look)
    parts = [
        replace(claim, id=f"{claim.id} {name}", collections=(name,))
        for claim in open_
        for name in claim.collections
    ]
    found = content.shares_in(governed.project, [in_file(file) for file in files], parts)
    shares = {
        claim.id: max((found[f"{claim.id} {name}"] for name in claim.collections), default=0)
        for claim in open_
    }
    recurring = {part.collections[0]: found[part.id] for part in parts if found[part.id] >= SAME_DATASET}
    if recurring:
        named = ", ".join(f"{name.upper()} ({share / 10:.0f} %)" for name, share in sorted(recurring.items()))
        claim = next(each.id for each in open_ if shares[each.id] >= SAME_DATASET)
        raise Refused(
            f"the same dataset is under claim {claim}: claimed records recur in {named}, in whatever order, encoding or "
            "column names; while the claim is open it cannot go live, by any role"
        )
    return shares


def content_of(governed: Governed, release: str) -> str:
    """The digest of the fingerprints of what that release was built from."""
    with governed.desk.store.reading() as look:
        own = [each for each in requests.every(look) if release in (each.id, each.release)]
        names = ", ".join(sorted({each.release for each in requests.every(look)})) or "none"
    kept = next((each.built.attachments[CONTENT] for each in own if each.built), "")
    if not kept:
        raise InputError(f"{release}: no such release was built here; there are: {names}")
    content.check_is_kept(governed.project, kept)
    return kept
