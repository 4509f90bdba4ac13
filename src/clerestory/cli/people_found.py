"""``clerestory people found D``: appoint the project's people and begin the audit log."""

import argparse

from clerestory.acts import found
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.project.read import project_folder, read

HELP = "appoint the people of a project and begin its audit log, once"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Found, and say what comes next."""
    project = read(project_folder(args.folder.absolute()))
    found.found(project)
    people = [each.id for each in project.people]
    text = (
        f"Appointed {', '.join(people)}. Each takes the training of their role next: "
        f"clerestory people train {args.folder} --officer ID --role ROLE"
    )
    return Outcome(text, {"people": people})
