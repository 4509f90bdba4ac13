"""What a policy owes to an unsafe cell, and the check that the policy does not contradict itself."""

import math

from clerestory.errors import InputError
from clerestory.project.model import Policy


def least_width(minimum: int) -> int:
    """What is owed to an unsafe cell at the least: a fifth of the minimum, and never under 3."""
    return max(3, math.ceil(minimum / 5))


def check_policy(policy: Policy) -> None:
    """``InputError`` where the policy contradicts itself."""
    if policy.minimum < 1:
        raise InputError(f"policy: minimum is {policy.minimum}; give 1 or more")
    if policy.width < 1:
        raise InputError(f"policy: width is {policy.width}; give 1 or more")
    if policy.seed < 0:
        raise InputError(f"policy: seed is {policy.seed}; give 0 or more")
