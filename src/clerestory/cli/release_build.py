"""``clerestory release build D``: count, protect, attack, recount, lay out, probe; stage the release."""

import argparse

from clerestory.acts import govern, officiate
from clerestory.acts.build import Built, build
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.cli.progress import Steps
from clerestory.governance.office.releases import Asked
from clerestory.project.read import project_folder, read
from clerestory.vocabulary.roles import Role

HELP = "build and try the release that a project declares; nothing becomes public"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.ANALYST)
    parser.add_argument(
        "--asked-by", default="", metavar="WHO", help="a table that somebody outside asked for, and who did"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Build, and give the figures of every trial."""
    built = _built(args)
    told = built.figures
    text = (
        f"Staged release {told['release']} in {built.folder}: bundle {told['bundle']}\n"
        f"{told['published']:,} numbers shown and counted again, {told['differing']} differ; "
        f"{told['withheld']:,} withheld; {told['determined']} of {told['unsafe']:,} unsafe cells determined, "
        f"{told['narrow']} narrow. The probe found nothing."
    )
    return Outcome(text, told)


def _built(args: argparse.Namespace) -> Built:
    """As an officer, where people were appointed; otherwise as a trial that nobody can publish."""
    folder = args.folder.absolute()
    if not govern.is_governed(folder):
        with Steps() as steps:
            return build(read(project_folder(folder)), steps)
    governed = officer.opened(args)
    by = officer.actor(args, governed, Role.ANALYST)
    asked = Asked("asked from outside", args.asked_by) if args.asked_by else Asked()
    with Steps() as steps:
        return officiate.build(governed, by, steps, asked)[0]
