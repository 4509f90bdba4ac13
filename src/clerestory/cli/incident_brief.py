"""``clerestory incident brief X-1 DIR``: the brief of this moment, from state; or check one in somebody's words."""

import argparse
from pathlib import Path

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.office import room
from clerestory.governance.store import happenings
from clerestory.vocabulary.roles import Role

HELP = "the brief for those who decide, made from state; a text that leaves out a material fact is refused"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser, Role.INCIDENT_LEAD)
    parser.add_argument("--send", type=Path, metavar="FILE", help="send this text instead, if it is whole")


def act(args: argparse.Namespace) -> Outcome:
    """Make it."""
    governed = officer.opened(args)
    made = respond.brief(governed, args.incident)
    if args.send:
        try:
            text = args.send.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise InputError(f"{args.send}: cannot be read; give a text file") from None
        with governed.desk.store.reading() as look:
            state = respond.condition(governed, happenings.incident(look, args.incident))
        by = officer.actor(args, governed, Role.INCIDENT_LEAD)
        room.send_brief(governed.desk, by, args.incident, state, text)
    return Outcome(made.text(), {"incident": args.incident, "at": made.at.isoformat(), **made.as_json()})
