"""``clerestory release expedite D``: the privacy officer agrees that a release hurries."""

import argparse

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.office import publication
from clerestory.vocabulary.roles import Role

HELP = "agree, as privacy officer, that a release hurries; no check is left out for it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser, Role.PRIVACY_OFFICER)


def act(args: argparse.Namespace) -> Outcome:
    """Agree."""
    governed = officer.opened(args)
    request = governed.request()
    publication.expedite(governed.desk, officer.actor(args, governed, Role.PRIVACY_OFFICER), request.id)
    return Outcome(f"{request.id} is expedited; its checks are the same", {"request": request.id})
