"""Build a release: count, protect, attack, recount, lay out the site, probe it. Nothing is public yet.

    D/staged/site        what would be published
    D/evidence/<id>/     certificates, reasons, true counts, and the account of all: owner-only, never under the web root

Every trial must pass, or there is no staged release: the folders are put in place in one step at the
end, and what was there before is untouched until then.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import clerestory
from clerestory.acts import attached, content, earlier, release_account
from clerestory.acts.attached import Attached
from clerestory.acts.earlier import Earlier, Judged
from clerestory.acts.gate import Gate
from clerestory.acts.owner import for_owner_alone
from clerestory.acts.places import Places
from clerestory.acts.trials import Collection, try_collection
from clerestory.errors import InputError
from clerestory.governance.approval.incidents import Claim, check_not_claimed
from clerestory.project.model import Project
from clerestory.public.site.build import build as build_site
from clerestory.records import vault
from clerestory.release import evidence as confidential
from clerestory.release import exchange, layout, manifest
from clerestory.release.jsonstat import PublishedCube
from clerestory.vocabulary.progress import Progress

BUILDING = ".building-"
OWNER_ONLY = 0o700


@dataclass(frozen=True)
class Built:
    """A staged release and the figures of its trials."""

    folder: Path
    figures: Mapping[str, object]
    attached: Attached
    content: str  # digest of the fingerprints of the datasets that were read
    shares: Mapping[str, int]  # of each open claim: how much of its records recurs in them


def build(
    project: Project, progress: Progress, claims: Sequence[Claim] = (), before: Sequence[Earlier] = ()
) -> Built:
    """Build and try the release that the project declares; ``Refused`` if one trial fails.

    ``claims`` are the open ones: a dataset that is under one of them is refused before anything is counted.
    ``before`` are the releases that were ever public: the new one is judged together with each of them.
    """
    places = Places.of(project.places)
    with _workshop(places.staged.parent) as workshop, vault.open(project) as records:
        shares = content.shares(project, records, claims)
        check_not_claimed(claims, shares)
        evidence = workshop / "evidence"
        evidence.mkdir(mode=OWNER_ONLY)
        tried = [
            try_collection(project, records, name, workshop / "data", evidence, progress)
            for name in project.collections
        ]
        cubes = earlier.cubes_in(workshop / "data")
        judged = _judge_with(before, project, tried, cubes, evidence, progress)
        compared = attached.compare_with_published(places.published, cubes, project.policy.minimum)
        digest = _digest(evidence)
        public = public_evidence(project, tried, digest)
        _account(project, tried, [one.release for one in before], digest, evidence)
        progress.step("Lay out the site")
        site = workshop / "staged" / layout.SITE
        build_site(project, workshop / "data", site, public, progress)
        listed = layout.write_manifest(site)
        probed = _probe(project, records, site, workshop, progress)
        given = attached.attach(project, records, tried, cubes, compared, probed, judged)
        progress.step("Keep the content of the datasets, by which they are known again")
        kept = content.keep(project, records)
        progress.step("Put the release and its evidence in place")
        _put(workshop, places, project)
    return Built(places.staged, figures(project, tried, listed, probed), given, kept, shares)


def _judge_with(
    before: Sequence[Earlier],
    project: Project,
    tried: Sequence[Collection],
    cubes: Sequence[PublishedCube],
    evidence: Path,
    progress: Progress,
) -> tuple[Judged, ...]:
    """Nothing may be told by this release and earlier ones together."""
    earlier.check_differences(before, cubes, project.policy.minimum)
    judged: list[Judged] = []
    for each in tried if before else ():
        file = evidence / f"{each.name}.npz"
        own = confidential.from_bytes(file.read_bytes(), file.name)
        judged += earlier.judge(before, each, cubes, own, progress)
    return tuple(judged)


def _probe(
    project: Project, records: vault.Vault, site: Path, workshop: Path, progress: Progress
) -> dict[str, object]:
    progress.step("Fingerprint everybody in the vault")
    gate = Gate.of(project, records, progress)
    progress.step("Probe every file of the release")
    bundle = gate.probe_bundle(site, progress)
    progress.step("Serve it in rehearsal, and probe every response")
    return {"bundle": bundle, "served": gate.probe_served(project, site, workshop)}


def public_evidence(project: Project, tried: list[Collection], digest: str) -> dict[str, object]:
    """What everybody may know of the trials: rules, counts of cells, versions, one digest."""
    policy = project.policy
    return {
        "release": project.release.id,
        "made_with": f"clerestory {clerestory.__version__}",
        "rules": {
            "minimum": policy.minimum,
            "zeros": policy.zeros,
            "width_owed": policy.width,
            "proof": policy.proof,
            "recode": policy.recode,
        },
        "collections": {each.name: each.told() for each in tried},
        "confidential_evidence_sha256": digest,
    }


def figures(
    project: Project, tried: list[Collection], listed: manifest.Manifest, probed: Mapping[str, object]
) -> dict[str, object]:
    """What ``release build --json`` prints."""
    return {
        "release": project.release.id,
        "bundle": manifest.bundle_digest(listed),
        "files": len(listed.files),
        "bytes": sum(entry.size for entry in listed.files),
        "collections": {each.name: each.figures() for each in tried},
        **{name: sum(each.figures()[name] for each in tried) for name in Collection.ADDED},
        "probe": probed,
    }


@contextmanager
def _workshop(beside: Path) -> Iterator[Path]:
    """A folder to build in, beside the staged one; removed whatever happens, also by the next build."""
    beside.mkdir(parents=True, exist_ok=True)
    with exchange.only_one(beside / "staged"):
        for leftover in beside.glob(f"{BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        workshop = Path(tempfile.mkdtemp(prefix=BUILDING, dir=beside))
        try:
            yield workshop
        except OSError as error:
            raise InputError(
                f"{beside}: cannot build there ({error.strerror}); free it and run again"
            ) from None
        finally:
            shutil.rmtree(workshop, ignore_errors=True)


def _account(
    project: Project, tried: Sequence[Collection], before: Sequence[str], digest: str, evidence: Path
) -> None:
    parts = [each.account for each in tried]
    told = release_account.of_release(f"Release {project.release.id}", parts, before, digest)
    release_account.write(evidence, told)


def _put(workshop: Path, places: Places, project: Project) -> None:
    whole = project.places.evidence
    whole.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    whole.chmod(OWNER_ONLY)
    for_owner_alone(workshop / "evidence")
    exchange.put_in_place(workshop / "evidence", whole / project.release.id)
    exchange.put_in_place(workshop / "staged", places.staged)


def _digest(evidence: Path) -> str:
    """One digest of all confidential evidence: names and contents, in the order of names."""
    whole = sha256()
    for file in sorted(evidence.iterdir()):
        whole.update(f"{file.name}\n{sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
