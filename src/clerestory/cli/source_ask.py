"""``clerestory source ask D``: record the purpose of every column that nobody asked for yet."""

import argparse

from clerestory.acts import govern
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import sources
from clerestory.vocabulary.roles import Role

HELP = "ask for the columns that a project declares, each with its purpose"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.ANALYST)


def act(args: argparse.Namespace) -> Outcome:
    """Ask."""
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.ANALYST)
    asked = sources.ask(governed.desk, by, govern.wanted(governed.project))
    names = [f"{each.collection}.{each.column}" for each in asked]
    return Outcome(f"Asked for {len(names)} columns: {', '.join(names) or 'none is new'}", {"asked": names})
