"""``clerestory people appoint D --officer ID``: take over who does what from people.toml, on record."""

import argparse

from clerestory.acts import found
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval.people import Officer
from clerestory.governance.office import people
from clerestory.governance.store import staff
from clerestory.vocabulary.roles import Role

HELP = "take over people and roles from people.toml; who is not in it any more has left"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.EXECUTIVE)


def act(args: argparse.Namespace) -> Outcome:
    """Appoint whoever changed; let those go who are not named any more."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.EXECUTIVE)
    with governed.desk.store.reading() as look:
        known = {each.id: each for each in staff.officers(look)}
    wanted = {each.id: each for each in found.officers(governed.project)}
    changed = [each for each in wanted.values() if known.get(each.id) != each]
    left = [each for each in known.values() if each.active and each.id not in wanted]
    gone = [Officer(each.id, each.name, each.roles, active=False) for each in left]
    people.appoint(governed.desk, by, [*changed, *gone])
    result = {"appointed": [each.id for each in changed], "left": [each.id for each in left]}
    text = f"Appointed: {', '.join(result['appointed']) or 'nobody'}. Left: {', '.join(result['left']) or 'nobody'}."
    return Outcome(text, result)
