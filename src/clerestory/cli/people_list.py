"""``clerestory people list D``: who may do what here, and until when they are qualified."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.people import Standing
from clerestory.governance.approval.qualifications import is_qualified
from clerestory.governance.store import staff
from clerestory.vocabulary.roles import Role

HELP = "list the people, their roles and their qualifications"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """List them."""
    governed = officer.opened(args)
    with governed.desk.store.reading() as look:
        standings = [
            staff.standing(look, each.id, governed.desk.tool_version) for each in staff.officers(look)
        ]
    text = "\n".join(line for each in standings for line in _lines(each))
    return Outcome(text, {"people": [_result(each) for each in standings]})


def _lines(standing: Standing) -> list[str]:
    who = standing.officer
    state = "" if who.active else "  has left"
    return [
        f"{who.id:<14}{who.name:<24}{role.value:<18}{_until(standing, role)}{state}"
        for role in Role
        if role in who.roles
    ]


def _until(standing: Standing, role: Role) -> str:
    own = [each.expires_at for each in standing.qualifications if each.role is role]
    return f"until {max(own):%d %B %Y}" if own and is_qualified(standing, role) else "not qualified"


def _result(standing: Standing) -> dict[str, object]:
    who = standing.officer
    return {
        "id": who.id,
        "name": who.name,
        "active": who.active,
        "roles": {role.value: is_qualified(standing, role) for role in Role if role in who.roles},
    }
