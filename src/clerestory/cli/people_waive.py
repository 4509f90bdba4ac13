"""``clerestory people waive D``: two people let a third act unqualified for some hours, in an emergency."""

import argparse

from clerestory.cli import numbers, officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import InputError
from clerestory.governance.office import people
from clerestory.vocabulary.roles import Role

HELP = "in an emergency, let somebody act unqualified for some hours; it takes two people"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--for", dest="person", metavar="ID", help="for whom (the first of the two)")
    parser.add_argument("--role", choices=[role.value for role in Role], help="in which role")
    parser.add_argument("--reason", default="", help="why, in a sentence; it shows in the report")
    parser.add_argument(
        "--hours", type=numbers.count, default=4, help="for how long (default: 4; at most 24)"
    )
    parser.add_argument(
        "--agree",
        type=numbers.at_least_one,
        metavar="N",
        help="agree to the waiver N (the second of the two)",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Ask for one, or agree to one."""
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    if args.agree:
        people.grant_waiver(governed.desk, by, args.agree)
        return Outcome(f"Waiver {args.agree} is in force.", {"waiver": args.agree, "granted": True})
    if not args.person or not args.role:
        raise InputError("name the person (--for) and the role (--role), or agree to a waiver (--agree N)")
    number = people.ask_waiver(governed.desk, by, args.person, Role(args.role), args.reason, args.hours)
    text = f"Waiver {number} waits for a second person: clerestory people waive {args.folder} --officer ID --agree {number}"
    return Outcome(text, {"waiver": number, "granted": False})
