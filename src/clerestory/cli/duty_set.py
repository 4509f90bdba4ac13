"""``clerestory duty set DIR --person ID --role "incident lead" --from T --until T``: one line of the calendar of duty."""

import argparse

from clerestory.cli import officer
from clerestory.cli.duty_list import as_json
from clerestory.cli.moments import moment
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.incidents.timers import ROSTER
from clerestory.governance.office import roster
from clerestory.vocabulary.roles import Role

HELP = "set who is called first in a role, from when until when; or take a shift back"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--person", default="", metavar="ID", help="who is on duty")
    parser.add_argument("--role", choices=[each.value for each in ROSTER], help="as what they are called")
    parser.add_argument(
        "--from", dest="begins", default="", metavar="ISO", help="from when (UTC without offset)"
    )
    parser.add_argument("--until", dest="ends", default="", metavar="ISO", help="until when")
    parser.add_argument("--end", default="", metavar="SHIFT", help="take this one back: e-0042")


def act(args: argparse.Namespace) -> Outcome:
    """Set it, or take it back."""
    governed = officer.opened(args)
    desk, by = governed.desk, officer.actor(args, governed)
    if args.end:
        roster.end_shift(desk, by, args.end)
        return Outcome(f"{args.end} does not count any more", {"shift": args.end, "ended": True})
    if not (args.person and args.role and args.begins and args.ends):
        raise InputError("say --person, --role, --from and --until; or which shift to take back with --end")
    begins, ends = moment(args.begins, "--from"), moment(args.ends, "--until")
    made = roster.set_shift(desk, by, Role(args.role), args.person, begins, ends)
    text = f"{made.id}: {made.person} is called as {made.role.value} from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}"
    return Outcome(text, as_json(made))
