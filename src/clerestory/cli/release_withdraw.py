"""``clerestory release withdraw D --officer ID --reason ...``: take a published release back, on record."""

import argparse

from clerestory.acts import copy, govern, officiate, own_hand, sign
from clerestory.cli import officer, release_copy
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import passphrase
from clerestory.governance.signing import expiry

HELP = "take the published release back: the governed way (in an emergency: takedown)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--reason", required=True, help="why, in a sentence; it stays inside")
    parser.add_argument("--role", help="in which role, where the officer holds more than one key")


def act(args: argparse.Namespace) -> Outcome:
    """Withdraw; the notice is signed with the officer's own key."""
    governed = officer.opened(args)
    places = governed.places
    person = officer.person(args, governed)
    key = args.key or sign.find_key(places.keys, person, args.role)
    own_hand.check_whose(places, key, person)
    phrase = passphrase(places.keys, key, args.passphrase_file)
    done = officiate.withdraw_release(governed, key, phrase, args.reason, expiry.now())
    govern.settle(governed)
    copied = copy.copy_to_all(places, (), expiry.now())
    result = {
        "release": done.notice.target,
        "by": person,
        "addresses": len(done.paths),
        "destinations": copied,
    }
    told = [f"Withdrawn {done.notice.target}: {len(done.paths)} files answer 410", *copy.sentences(copied)]
    return Outcome("\n".join(told), result, release_copy.exit_code(copied))
