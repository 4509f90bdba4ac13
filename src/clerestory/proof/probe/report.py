"""What a probe says: a verdict, findings, what was read by whom, and whether the canaries were found.

A finding gives the place, the kind and counts; never a value. ``FOUND`` beats ``INCONCLUSIVE``
beats ``CLEAN``, over all parts of all targets.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from clerestory.errors import COULD_NOT_LOOK, FOUND
from clerestory.vocabulary.status import Verdict


class Kind(Enum):
    """What a finding is."""

    MEMBER = "member"
    TABLE = "table"
    STRUCTURE = "structure"
    PATTERN = "pattern"
    SMALL_COUNT = "small-count"


class Visibility(Enum):
    """Who would see this part when opening the file as usual."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"
    CACHE = "cache"
    METADATA = "metadata"
    ORPHAN = "orphan"
    EARLIER = "earlier revision"
    DELETED = "deleted"


@dataclass(frozen=True)
class Finding:
    """One place of confidential content: which file, where inside, how many rows and people."""

    path: str
    inside: str
    kind: Kind
    visibility: Visibility
    rows: int
    people: int
    evidence_bits: float
    why: str = ""


@dataclass(frozen=True)
class Account:
    """One line of the ledger: a part, its reader, its bytes, and what could not be read."""

    path: str
    inside: str
    reader: str
    size: int
    parsed: int
    raw: int
    trouble: str = ""


@dataclass(frozen=True)
class Trial:
    """A canary planted for one reader: in a copy of the file or in a specimen of the format."""

    reader: str
    planted: str  # "copy", "excerpt" or "specimen"
    found: bool


@dataclass(frozen=True)
class Report:
    """The outcome of a probe over all its targets."""

    findings: tuple[Finding, ...]
    people: int
    ledger: tuple[Account, ...]
    canary: tuple[Trial, ...]
    reach: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = field(default=())
    persons: bytes = field(
        default=b"", repr=False, compare=False
    )  # their numbers in the index, four bytes each

    @property
    def verdict(self) -> Verdict:
        """Found, inconclusive or clean."""
        if self.findings:
            return Verdict.FOUND
        unread = any(account.trouble for account in self.ledger)
        silent = not self.canary or not all(trial.found for trial in self.canary)
        return Verdict.INCONCLUSIVE if unread or silent else Verdict.CLEAN

    @property
    def exit_code(self) -> int:
        """0 clean, 1 found, 2 inconclusive."""
        return {Verdict.CLEAN: 0, Verdict.FOUND: FOUND, Verdict.INCONCLUSIVE: COULD_NOT_LOOK}[self.verdict]

    def as_json(self) -> dict[str, object]:
        """The report as one JSON object."""
        return {
            "verdict": self.verdict.value,
            "findings": [_finding(finding) for finding in self.findings],
            "people": self.people,
            "reach": [dict(step) for step in self.reach],
            "ledger": [vars(account) for account in self.ledger],
            "canary": _canary(self.canary),
        }


def joined(reports: Sequence[Report]) -> Report:
    """Several reports of one index as one; a person found in more than one is counted once."""
    if len(reports) == 1:
        return reports[0]
    persons = {found for report in reports for found in memoryview(report.persons).cast("I")}
    return Report(
        tuple(one for report in reports for one in report.findings),
        len(persons),
        tuple(one for report in reports for one in report.ledger),
        tuple(one for report in reports for one in report.canary),
        tuple(one for report in reports for one in report.reach),
        persons=array("I", sorted(persons)).tobytes(),
    )


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "inside": finding.inside,
        "kind": finding.kind.value,
        "visibility": finding.visibility.value,
        "rows": finding.rows,
        "people": finding.people,
        "evidence_bits": round(finding.evidence_bits, 1),
        "why": finding.why,
    }


def _canary(trials: Sequence[Trial]) -> dict[str, object]:
    readers = {trial.reader: {"planted": trial.planted, "found": trial.found} for trial in trials}
    return {"found": bool(trials) and all(trial.found for trial in trials), "readers": readers}
