"""What a policy owes to an unsafe cell, and the check that the policy does not contradict itself."""

from clerestory.errors import InputError
from clerestory.project.model import Policy, least_width

LARGEST = 10**9


def check_policy(policy: Policy) -> None:
    """``InputError`` where the policy contradicts itself."""
    if not 1 <= policy.minimum <= LARGEST:
        raise InputError(f"policy: minimum is {policy.minimum}; give 1 or more, and no more than {LARGEST:,}")
    if policy.width < 1:
        raise InputError(f"policy: width is {policy.width}; give 1 or more")
    if not 0 <= policy.seed <= LARGEST:
        raise InputError(f"policy: seed is {policy.seed}; give 0 or more, and no more than {LARGEST:,}")


def check_width(policy: Policy, records: int) -> None:
    """``InputError`` where a width was asked for that no count can have, since the total of all is shown."""
    if policy.width > max(records, least_width(policy.minimum)):
        raise InputError(
            f"policy: width is {policy.width}, and no count can range so far among so few records; give less"
        )
