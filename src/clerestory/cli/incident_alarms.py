"""``clerestory incident alarms``: how often ordinary launch days raise a false alarm, and a leak a true one."""

import argparse

from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.governance.incidents import launch_days

HELP = (
    "try the signs of a leak on made-up launch days and on the crowd of June 2022: false alarms, leaks found"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--days", type=numbers.count, default=20, help="ordinary launch days (default: 20)")
    parser.add_argument("--leaks", type=numbers.count, default=3, help="days of a leak (default: 3)")
    parser.add_argument("--seed", type=numbers.count, default=1, help="of the made-up days (default: 1)")


def act(args: argparse.Namespace) -> Outcome:
    """Try them."""
    tried = launch_days.tried(args.days, args.leaks, args.seed)
    text = f"{tried.false_alarms} false alarms on {tried.days} ordinary launch days; {tried.found} of {tried.leak_days} leaks found"
    return Outcome(text, tried.as_json())
