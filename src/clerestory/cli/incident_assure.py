"""``clerestory incident assure X-1 DIR --statement ...``: a reassurance as an object."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents.assurance import assurances
from clerestory.governance.office import room
from clerestory.governance.store import happenings

HELP = "state that something is so: scope, method, evidence, tester; without a probe from outside it is UNVERIFIED"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--statement", required=True, help="what you say is so")
    parser.add_argument("--scope", default="", help="of what")
    parser.add_argument("--method", default="", help="how it was tested")
    parser.add_argument("--evidence", default="", metavar="EVENT", help="the line of the probe: e-0042")
    parser.add_argument("--tester", default="", metavar="ID", help="who tested it (default: you)")


def act(args: argparse.Namespace) -> Outcome:
    """Keep it, and say what it is worth."""
    governed = officer.opened(args)
    words = {name: getattr(args, name) for name in ("statement", "scope", "method", "evidence", "tester")}
    by = officer.actor(args, governed)
    with respond.changing(governed, args.incident):
        name = room.assure(governed.desk, by, args.incident, words)
    with governed.desk.store.reading() as look:
        given = next(
            each for each in assurances(happenings.incident(look, args.incident).happened) if each.id == name
        )
    return Outcome(given.line(), {"event": name, "status": given.status.value, "why": given.why})
