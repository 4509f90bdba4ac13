"""Who may look into a claim, what counts as evidence of safety, and when a claim may be dismissed.

* Whoever built, approved, signed or published the release is a witness, never the investigator.
* Safety is shown by a probe of the claimed path from outside, by somebody else, that found nothing,
  and by quoted values that match no record of the vault.
* The question is not "is it proved?" but "is it shown to be safe?".
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.duties import Done
from clerestory.governance.approval.incidents import Severity
from clerestory.governance.incidents.incident import ClaimState

LIKELY = 3  # quoted values that stand together in one record: not a hoax


class Part(Enum):
    """Whether somebody had a hand in the release of a claim."""

    WITNESS = "witness"
    APART = "apart"


def part_of(done: Done, approvers: frozenset[str], person: str) -> Part:
    """A witness made, reviewed, approved or signed it."""
    return Part.WITNESS if done.duties(person) or person in approvers else Part.APART


def check_apart(part: Part, person: str, claim: str) -> None:
    """Raise if the person had a hand in the release of the claim."""
    if part is Part.WITNESS:
        raise Refused(
            f"{person} made or approved the release of claim {claim}: a witness, never the investigator; "
            "somebody who had no hand in it must look"
        )


def is_shown_safe(claim: ClaimState) -> bool:
    """Whether there is evidence of safety."""
    return not missing_for_safety(claim)


def missing_for_safety(claim: ClaimState) -> tuple[str, ...]:
    """What is still to be shown."""
    missing = []
    if not claim.clean_probes:
        missing.append(
            "a probe of the claimed path from outside, by somebody who neither built nor approved the release"
        )
    if claim.found_probes:
        missing.append("the probe found records on the claimed path")
    if not claim.compared:
        missing.append("a comparison of the quoted values with the vault")
    if claim.matching:
        missing.append(f"{claim.matching} quoted values match a record")
    return tuple(missing)


def check_dismissal(claim: ClaimState, why: str) -> None:
    """Raise unless safety was shown and a reason is given."""
    if not claim.is_open:
        raise Refused(f"claim {claim.id} is closed already")
    if missing := missing_for_safety(claim):
        raise Refused(f"claim {claim.id} cannot be dismissed: {'; '.join(missing)}")
    if not why.strip():
        raise Refused("say why: --reason takes a sentence")


def can_dismiss(claim: ClaimState) -> bool:
    """Whether ``check_dismissal`` lets it be dismissed with a reason."""
    return _passes(lambda: check_dismissal(claim, "a reason"))


def check_answered(claim: ClaimState, downs: Sequence[datetime]) -> None:
    """Raise unless it was taken down since, or shown to be safe: what was said outside is not closed by words."""
    is_down = claim.taken_down is not None or any(at >= claim.at for at in downs)
    if claim.is_from_outside and not is_down and not is_shown_safe(claim):
        raise Refused(
            f"claim {claim.id} is neither taken down nor shown to be safe: {'; '.join(missing_for_safety(claim))}"
        )


def raised(severity: Severity, matching: int) -> Severity:
    """How grave a claim is once so many of its values were found together in one record."""
    if matching >= LIKELY:
        return Severity.CONFIRMED_LIKELY
    return max(severity, Severity.S3, key=lambda each: each.rank) if matching else severity


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except Refused:
        return False
    return True
