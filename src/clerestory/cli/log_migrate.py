"""``clerestory log migrate D``: bring the store to this version of the program, on record."""

import argparse

from clerestory.acts.places import Places
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.store import opening
from clerestory.project.read import project_folder, read

HELP = "bring the store of governance to this version of the program"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Take every step that is missing, all or none."""
    project = read(project_folder(args.folder.absolute()))
    folder = opening.folder_of(Places.of(project.places).published.parent)
    before, after = opening.bring_up_to_date(folder)
    text = f"The store has the tables of version {after}" + (
        "" if before == after else f" (before: {before})"
    )
    return Outcome(text, {"before": before, "after": after})
