"""``clerestory incident watch DIR``: take in what was sent, call people, take down what is not shown to be safe."""

import argparse
import json
import sys

from clerestory.acts import sign, watchkeeper
from clerestory.acts.streaming import Traffic
from clerestory.acts.watchkeeper import Ticked
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import passphrase
from clerestory.governance.signing import keys

HELP = "keep watch: take messages in, move pages up, take down what nobody shows to be safe within 15 minutes"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    parser.add_argument("--officer", metavar="ID", help="whose key takes down (default: the incident lead's)")
    parser.add_argument(
        "--proxy", action="append", default=[], metavar="NETWORK",
        help="a proxy whose forwarded address is believed (repeatable)",
    )  # fmt: skip
    parser.add_argument("--once", action="store_true", help="look once (for a timer of the system)")


def act(args: argparse.Namespace) -> Outcome:
    """Look, and tell what it led to."""
    places = officer.opened(args).places
    key = sign.find_any_key(places.keys, args.officer)
    signers = [keys.open_key(key, passphrase(places.keys, key))]
    logs = Traffic(args.proxy)
    if args.once:
        ticked = watchkeeper.tick(officer.opened(args), signers, logs)
        return Outcome(_words(ticked), _told(ticked))
    watchkeeper.keep_watch(lambda: officer.opened(args), signers, _tell, logs=logs)
    return Outcome()


def _tell(ticked: Ticked) -> None:
    sys.stdout.write(json.dumps(_told(ticked)) + "\n")
    sys.stdout.flush()


def _told(ticked: Ticked) -> dict[str, object]:
    paged = [{"to": each.to, "role": each.role.value, "why": each.why} for each in ticked.paged]
    return {"received": list(ticked.received), "taken_down": list(ticked.taken_down), "targets": list(ticked.targets),
            "paged": paged, "suspected": ticked.suspected, "wrong": list(ticked.wrong)}  # fmt: skip


def _words(ticked: Ticked) -> str:
    down = (
        f"taken down (TIMER): {', '.join(ticked.targets)}"
        if ticked.taken_down
        else "nothing had to come down"
    )
    called = "; ".join(f"called {each.to or 'nobody'} ({each.role.value})" for each in ticked.paged)
    leak = "LEAK-SUSPECT: the traffic looks like a leak" if ticked.suspected else ""
    return "; ".join(
        each
        for each in (leak, down, *ticked.wrong, called, f"{len(ticked.received)} messages taken in")
        if each
    )
