"""``clerestory release sign D --officer ID``: one officer's signature on the approved release."""

import argparse

from clerestory.acts import officiate, own_hand, sign
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import passphrase
from clerestory.governance.signing import expiry

HELP = "sign the approved release as one officer"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--role", help="in which role, where the officer holds more than one key")


def act(args: argparse.Namespace) -> Outcome:
    """Sign, and say what was signed."""
    governed = officer.opened(args)
    places = governed.places
    person = officer.person(args, governed)
    key = args.key or sign.find_key(places.keys, person, args.role)
    own_hand.check_whose(places, key, person)
    holder = officiate.sign_release(
        governed, key, passphrase(places.keys, key, args.passphrase_file), expiry.now()
    )
    signed = sign.signed_so_far(places)
    result = {
        "officer": holder.officer,
        "role": holder.role,
        "bundle": signed.bundle,
        "signed": list(signed.roles),
    }
    missing = f"; still to sign: {', '.join(signed.missing)}" if signed.missing else ""
    return Outcome(f"Signed by {holder.officer} as {holder.role}: bundle {signed.bundle}{missing}", result)
