"""What an incident forbids and asks: a claimed dataset stays down; what was taken down comes back by two.

The dataset of an open claim is known by its content (``records.content``): of the comparison only a
share in thousandths reaches this side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.approvals import Approval, Kind, is_valid
from clerestory.governance.approval.requests import Built
from clerestory.vocabulary.roles import Role

SAME_DATASET = 200  # thousandths of the claimed rows that recur: the same dataset
RESTORERS = 2


class Severity(Enum):
    """How grave a claim is, rising; the last is set by the machine alone, from values that match."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    CONFIRMED_LIKELY = "CONFIRMED-LIKELY"

    @property
    def rank(self) -> int:
        """Its place, the slightest 0."""
        return list(Severity).index(self)


BY_PEOPLE = tuple(each for each in Severity if each is not Severity.CONFIRMED_LIKELY)


@dataclass(frozen=True)
class Claim:
    """Somebody says that people can be seen in a release."""

    id: str
    release: str
    collections: tuple[str, ...]
    at: datetime
    severity: Severity
    told: str
    content: str  # SHA-256 of the claimed content's fingerprints
    opened_by: str
    opened_at: datetime
    closed_by: str = ""
    closed_at: datetime | None = None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.closed_at is None


@dataclass(frozen=True)
class Takedown:
    """Something that was taken off: by an officer on call, or by the governed withdrawal."""

    notice: str
    target: str
    collections: tuple[str, ...]
    by: str
    at: datetime
    reason: str


def check_not_claimed(claims: Sequence[Claim], shares: Mapping[str, int]) -> None:
    """Raise if a dataset of this build is under an open claim, whoever asks and whatever its form."""
    for claim in claims:
        if not claim.is_open:
            continue
        if claim.id not in shares:
            raise Refused(
                f"claim {claim.id} was opened after this was built; build it again, so that its datasets are compared"
            )
        if shares[claim.id] >= SAME_DATASET:
            raise Refused(
                f"the same dataset is under claim {claim.id}: {shares[claim.id] / 10:.0f} % of the claimed records recur, "
                "in whatever order, encoding or column names; while the claim is open it cannot go live, by any role"
            )


def must_be_restored(takedowns: Sequence[Takedown], published_at: Sequence[datetime]) -> bool:
    """Whether something was taken down since the last publication."""
    last = max(published_at, default=None)
    return any(last is None or each.at > last for each in takedowns)


def check_restored(given: Sequence[Approval], built: Built | None, authors: frozenset[str]) -> None:
    """Raise unless two people of two roles, none of them an author, restore these very bytes."""
    good = [each for each in given if each.kind is Kind.RESTORED and is_valid(each, built)]
    people = {each.person for each in good} - authors
    roles = {each.role for each in good if each.person in people}
    if len(people) < RESTORERS or len(roles) < RESTORERS:
        raise Refused(
            "something was taken down since the last publication: to put anything back takes two of privacy officer, "
            f"incident lead and publisher, none of them the author ({len(people)} so far); "
            "see `clerestory release restore`"
        )


RESTORING: frozenset[Role] = frozenset({Role.PRIVACY_OFFICER, Role.INCIDENT_LEAD, Role.PUBLISHER})
