"""Whether somebody is qualified at this moment: role, version of the program, expiry, or a waiver of two.

* A qualification is for one role and one ``major.minor`` of the program: a new version makes it stale.
* It ends with its day, and nobody extends it but by passing the training again.
* In an emergency two people may waive it for a third, for some hours; the waiver is in the log and the report.
"""

from datetime import timedelta

from clerestory.errors import Refused
from clerestory.governance.approval.people import Standing, Waiver
from clerestory.vocabulary.roles import Role

PASS_MARK = 80  # of a hundred
VALID_FOR = timedelta(days=365)
LONGEST_WAIVER = timedelta(hours=24)


def tool_version(version: str) -> str:
    """The part of a version that a training is for: ``major.minor``."""
    return ".".join(version.split(".")[:2])


def check_qualified(standing: Standing, role: Role) -> Waiver | None:
    """Raise unless the person is qualified in that role now; returns the waiver that was needed, if one was."""
    own = [each for each in standing.qualifications if each.role is role]
    current = [each for each in own if each.tool_version == standing.tool_version]
    if any(each.passed_at <= standing.now < each.expires_at for each in current):
        return None
    for waiver in standing.waivers:
        if waiver.granted and waiver.role is role and standing.now < waiver.until:
            return waiver
    name = standing.officer.name
    if not own:
        raise Refused(f"{name} has not passed the training of the role {role.value}; take it first")
    if not current:
        raise Refused(
            f"{name} was trained for version {own[-1].tool_version}, not {standing.tool_version}; "
            f"take the training of the role {role.value} again"
        )
    raise Refused(
        f"{name}'s qualification as {role.value} ended on {max(each.expires_at for each in current):%d %B %Y}; "
        "take the training again"
    )


def is_qualified(standing: Standing, role: Role) -> bool:
    """Whether ``check_qualified`` lets them."""
    try:
        check_qualified(standing, role)
    except Refused:
        return False
    return True
