"""``clerestory people example D``: the project's people as made-up officers, all trained, to try it out."""

import argparse

from clerestory.acts import found
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome

HELP = "appoint the people of a project as made-up, trained officers, to try it out"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)


def act(args: argparse.Namespace) -> Outcome:
    """Found the example."""
    governed = found.example(args.folder.absolute())
    found.example_keys(governed.project)
    people = [each.id for each in governed.project.people]
    text = (
        f"Made-up officers: {', '.join(people)}; all count as trained, and every column's purpose is approved. "
        f"The log says that they are made up. Their keys lie in {governed.places.keys}, the passphrases beside them."
    )
    return Outcome(text, {"people": people, "made_up": True})
