"""``clerestory incident recount DIR``: the published facts of June 2022 as an incident, to report on and to ask."""

import argparse

from clerestory.acts.recount import recount
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.vocabulary.roles import Role

HELP = "record the published facts of June 2022 as an incident of a training copy, to report on and to ask"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.INCIDENT_LEAD)


def act(args: argparse.Namespace) -> Outcome:
    """Record them."""
    governed = officer.opened(args)
    incident = recount(governed, officer.actor(args, governed, Role.INCIDENT_LEAD))
    return Outcome(
        f"June 2022 is {incident}; see `clerestory incident report {incident}`", {"incident": incident}
    )
