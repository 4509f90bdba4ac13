"""``clerestory log release X-1 DIR --reason ...``: the hold of a closed incident on the servers' logs ends."""

import argparse

from clerestory.acts import respond
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import looking
from clerestory.vocabulary.roles import Role

HELP = "end the hold of a closed incident on the servers' logs; what is too young stays kept all the same"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("incident", metavar="INCIDENT", help="which incident: X-1")
    officer.folder(parser)
    officer.officer(parser, Role.PRIVACY_OFFICER)
    parser.add_argument("--reason", required=True, help="why, in a sentence")


def act(args: argparse.Namespace) -> Outcome:
    """End it, or refuse and change nothing."""
    governed = officer.opened(args)
    sink, now = respond.sink_of(governed), governed.desk.store.clock()
    actor = officer.actor(args, governed, Role.PRIVACY_OFFICER)
    is_held = any(hold.incident == args.incident for hold in sink.holds())
    looking.release_hold(governed.desk, actor, args.incident, args.reason, is_held=is_held)
    sink.release(args.incident, now, actor.person)
    return Outcome(
        f"The logs are no longer held for {args.incident}", {"incident": args.incident, "released": True}
    )
