"""What the commands of officers have in common: whose act it is, and the folder of the publication."""

import argparse
from pathlib import Path

from clerestory.acts import govern
from clerestory.acts.govern import Governed
from clerestory.governance.store.acting import Actor
from clerestory.vocabulary.roles import Role


def folder(parser: argparse.ArgumentParser) -> None:
    """The publication."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the project, or the folder with project/ in it"
    )


def officer(parser: argparse.ArgumentParser, role: Role | None = None) -> None:
    """Who acts; where one person alone holds the role, nobody has to name them."""
    default = f" (default: the only {role.value})" if role else ""
    parser.add_argument("--officer", required=role is None, metavar="ID", help=f"who does it{default}")


def opened(args: argparse.Namespace) -> Governed:
    """The governance of the publication."""
    return govern.opened(args.folder.absolute())


def actor(args: argparse.Namespace, governed: Governed, role: Role | None = None) -> Actor:
    """Who acts."""
    person = args.officer or (governed.only(role) if role else "")
    return Actor(person)
