"""The stranger's gate: the bundle's every byte, then every response of a rehearsal that serves it.

The rehearsal publishes the staged files, signed with keys made for it alone, and serves them on
this machine with the very server of production; an anonymous client asks for every address in every
encoding, and for some that must not be there.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from clerestory.acts import publish, rehearsal, sign
from clerestory.acts.lineage import lineage_of
from clerestory.acts.places import Places
from clerestory.acts.visit import responses
from clerestory.errors import InputError, Refused
from clerestory.governance.signing import ceremony, expiry
from clerestory.governance.signing.sign import About
from clerestory.matching import key as keys
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.project.model import Project
from clerestory.proof.probe.report import Report
from clerestory.proof.probe.targets import search, search_responses
from clerestory.public.site import served
from clerestory.records import fingerprints
from clerestory.records.vault import Vault
from clerestory.release import layout
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.status import Verdict

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico")
SHOWN = 3  # findings named in a refusal


@dataclass(frozen=True, repr=False)
class Gate:
    """Who must not be found: the fingerprints of everybody in the vault, under a key of this build."""

    index: Index
    key: Key

    @classmethod
    def of(cls, project: Project, records: Vault, progress: Progress) -> Self:
        """Fingerprint every direct identifier in the vault."""
        key = keys.fresh()
        return cls(fingerprints.build(records, project.sources, key, progress=progress), key)

    def probe_bundle(self, site: Path, progress: Progress) -> Mapping[str, object]:
        """Look at every file that would be published; ``Refused`` if a person is in it."""
        _refuse_strange_pictures(site)
        report = search([site], self.index, self.key, pictures="ignore", progress=progress)
        return _figures(report, "the bundle")

    def probe_served(self, project: Project, site: Path, workshop: Path) -> Mapping[str, object]:
        """Look at everything that a server of this bundle says to an anonymous visitor."""
        with _rehearsal(project, site, workshop) as address:
            given = responses(address, _paths(site))
            report = search_responses(given, self.index, self.key, pictures="ignore")
        return _figures(report, "the served site")


def _figures(report: Report, what: str) -> Mapping[str, object]:
    match report.verdict:
        case Verdict.FOUND:
            places = [f"{each.path} {each.inside} ({each.kind.value})" for each in report.findings[:SHOWN]]
            raise Refused(
                f"the probe of {what} found confidential content in {len(report.findings)} places, "
                f"{report.people} people: {'; '.join(places)}; nothing was released"
            )
        case Verdict.INCONCLUSIVE:
            unread = [f"{each.path} {each.inside}: {each.trouble}" for each in report.ledger if each.trouble]
            silent = [f"the canary of {each.reader}" for each in report.canary if not each.found]
            raise InputError(
                f"the probe of {what} could not look at everything: {'; '.join((unread + silent)[:SHOWN])}; "
                "nothing was released"
            )
        case Verdict.CLEAN:
            return {
                "verdict": report.verdict.value,
                "parts": len(report.ledger),
                "bytes": sum(each.size for each in report.ledger),
                "found": len(report.findings),
                "canaries": len(report.canary),
            }


def _refuse_strange_pictures(site: Path) -> None:
    """The probe cannot read a picture, so the only ones published are the program's own, byte for byte."""
    for picture in sorted(path for path in site.rglob("*") if path.suffix in PICTURES):
        if not served.is_own(picture.name, picture.read_bytes()):
            raise InputError(
                f"{picture.relative_to(site)}: a picture that cannot be probed; remove it from the release"
            )


def _paths(site: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()))


@contextmanager
def _rehearsal(project: Project, site: Path, workshop: Path) -> Iterator[str]:
    """Serve the site from a folder of its own, signed with keys that die with it; the address."""
    folder = workshop / "rehearsal"
    places = Places.below(folder)
    shutil.copytree(site, places.staged / layout.SITE, copy_function=os.link)
    now = expiry.now()
    held = ceremony.ceremony_of(project.people, project.policy.signatures).of_signers()
    ceremony.hold_example(places.keys, places.trust, held, now)
    sign.sign_as_example(
        places, About(project.release.id, lineage_of(project)), project.policy.signatures, now
    )
    publish.publish(places, now)
    try:
        with rehearsal.served(places) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)
