"""A reassurance is an object: what is said, of what, by which method, on what evidence, by whom.

It is shown as UNVERIFIED unless its evidence is a probe from outside that found nothing, covered all routes and
was made by somebody who had no hand in the release. Each time that it is passed on it is one hop further from
the evidence, and the evidence must be shown again: after a hop without it, it is UNVERIFIED.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from clerestory.governance.approval.acts import Act
from clerestory.governance.incidents.happening import Happening, only

NOT_EXPOSED = "NOT-EXPOSED"


class Status(Enum):
    """Whether somebody tried it."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True)
class Assurance:
    """What somebody assured, as every brief shows it."""

    id: str
    statement: str
    scope: str
    method: str
    tester: str
    evidence: str  # the line of the log that holds the probe
    said_by: str
    hops: int
    status: Status
    why: str

    def line(self) -> str:
        """One line of a brief."""
        passed = (
            f", passed on {self.hops} times" if self.hops > 1 else ", passed on once" if self.hops else ""
        )
        return f"“{self.statement}” {self.status.value}: {self.why} ({self.said_by}{passed}; {self.id})"


def assurances(happened: Sequence[Happening]) -> tuple[Assurance, ...]:
    """Every assurance that was given, as far as it can be relied on."""
    probes = {each.id: each for each in only(happened, Act.EXAMINE)}
    passed = only(happened, Act.TELL)
    return tuple(
        _read(each, probes.get(each.text("evidence")), passed) for each in only(happened, Act.ASSURE)
    )


def _read(given: Happening, probe: Happening | None, passed: Sequence[Happening]) -> Assurance:
    hops = [each for each in passed if given.id in each.names("statements")]
    status, why = _status(given, probe, hops)
    return Assurance(
        given.id, given.text("statement"), given.text("scope"), given.text("method"), given.text("tester"),
        given.text("evidence"), given.by, len(hops), status, why,
    )  # fmt: skip


def _status(given: Happening, probe: Happening | None, hops: Sequence[Happening]) -> tuple[Status, str]:
    if probe is None:
        return (
            Status.UNVERIFIED,
            f"nobody tried it from outside (method: {given.text('method') or 'not said'})",
        )
    if probe.text("verdict") != "clean":
        return Status.UNVERIFIED, f"the probe {probe.id} did not find it clean"
    if probe.text("part") != "apart":
        return (
            Status.UNVERIFIED,
            f"the probe {probe.id} was made by somebody who made or approved the release",
        )
    if not probe.detail.get("all_routes"):
        return Status.UNVERIFIED, f"the probe {probe.id} did not try all routes"
    if any(given.text("evidence") not in each.names("evidence") for each in hops):
        return Status.UNVERIFIED, "it was passed on without its evidence"
    return Status.VERIFIED, f"tried from outside by {probe.by}, {probe.number_of('parts')} parts ({probe.id})"
