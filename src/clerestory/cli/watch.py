"""``clerestory watch URL``: is every live byte and header what the officers signed, and nothing else there?"""

import argparse
import json
import sys
import time
from pathlib import Path

from clerestory.acts import sign, takedown, watch
from clerestory.acts.places import Places
from clerestory.acts.verify import Pin
from clerestory.cli import numbers
from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.errors import COULD_NOT_LOOK, FOUND, ClerestoryError
from clerestory.governance.signing import expiry, keys
from clerestory.public.watch.look import Seen

HELP = "compare a live site, every byte and header, with what was signed"
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("site", metavar="URL", help="the address of the site")
    parser.add_argument(
        "--root", type=Path, metavar="FILE", help="the root of trust that the publisher gave you"
    )
    parser.add_argument("--fingerprint", default="", metavar="SHA256", help="or the SHA-256 of that file")
    parser.add_argument(
        "--trust", type=Path, metavar="FOLDER", help="or a folder of what is trusted (default: trust/ here)"
    )
    parser.add_argument("--once", action="store_true", help="look once (the default)")
    parser.add_argument(
        "--every", type=numbers.seconds, metavar="SECONDS", help="look again and again, this often"
    )
    parser.add_argument(
        "--take-down", type=Path, metavar="DIR", help="take down what drifted, in the publication there"
    )
    parser.add_argument(
        "--officer", help="on call, whose key signs the takedown (default: whoever's key is there)"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="their key (default: found in DIR/keys)")
    add_file(parser)
    parser.add_argument("--ca", type=Path, metavar="FILE", help="certificates to trust, if not the system's")


def act(args: argparse.Namespace) -> Outcome:
    """Look once, or until told to stop."""
    watched = _watched(args)
    if args.every is None or args.once:
        return _looked(args, watched)
    code = DONE
    try:
        while True:
            code = _say(_try(args, watched), wants_json=args.json)
            time.sleep(args.every)
    except KeyboardInterrupt:
        return Outcome(exit_code=code)


def _watched(args: argparse.Namespace) -> watch.Watched:
    remembered = args.trust or (args.take_down / "trust" if args.take_down else Path("trust"))
    is_there = args.trust is not None or (remembered / "root.json").is_file()
    pin = Pin(args.root, args.fingerprint, remembered if is_there else None)
    return watch.Watched(args.site, pin, args.ca)


def _looked(args: argparse.Namespace, watched: watch.Watched) -> Outcome:
    seen = watch.look_once(watched, expiry.now())
    result = watch.told(seen)
    text = _sentence(seen)
    if args.take_down and seen.has_drifted:
        done = _take_down(args, seen)
        result["taken_down"] = [each.notice.target for each in done]
        text += f"\nTaken down: {', '.join(each.notice.target for each in done)}"
    return Outcome(text, result, FOUND if seen.has_drifted else DONE)


def _take_down(args: argparse.Namespace, seen: Seen) -> tuple[takedown.Done, ...]:
    places = Places.below(args.take_down.absolute())
    key = args.key or sign.find_any_key(places.keys, args.officer)
    phrase = passphrase(places.keys, key, args.passphrase_file)
    return watch.take_down(places, seen, lambda: keys.open_key(key, phrase), expiry.now())


def _try(args: argparse.Namespace, watched: watch.Watched) -> Outcome:
    """In a loop one look that fails is told, and the next one comes."""
    try:
        return _looked(args, watched)
    except ClerestoryError as error:
        return Outcome(str(error), {"site": args.site, "error": str(error)}, COULD_NOT_LOOK)


def _say(outcome: Outcome, *, wants_json: bool) -> int:
    at = expiry.now().isoformat()
    line = json.dumps({"at": at, **outcome.result}) if wants_json else f"{at} {outcome.text}"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return outcome.exit_code


def _sentence(seen: Seen) -> str:
    lines = [f"  {each.address}: {each.what}" for each in seen.findings[:SHOWN]]
    if len(seen.findings) > SHOWN:
        lines.append(f"  and {len(seen.findings) - SHOWN} more")
    if seen.has_drifted:
        return "\n".join([f"{seen.address} serves what was not signed:", *lines])
    statement = seen.statement
    name = f"release {statement.release}" if statement else "nothing"
    return "\n".join([f"{seen.address} serves {name}, as signed: {seen.asked} answers compared", *lines])
