"""``clerestory workbench PROJECT``: where people ask for, review, approve, sign and publish releases."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from clerestory.acts import own_hand, workbench
from clerestory.acts.places import Places
from clerestory.acts.workbench import Asked
from clerestory.cli import numbers
from clerestory.cli.outcome import Outcome
from clerestory.cli.passphrase import add_file, passphrase
from clerestory.errors import InputError
from clerestory.governance.workbench.auth.oidc import Client
from clerestory.governance.workbench.run import Listen
from clerestory.project.model import Project
from clerestory.project.read import read

HELP = "serve the workbench: people ask for releases, review, approve, sign and publish them"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "project", type=Path, metavar="PROJECT", help="folder of the project, or the one around it"
    )
    parser.add_argument(
        "--invite", action="append", default=[], metavar="PERSON",
        help="with that person's own key, print a one-time address at which they enrol, and end (repeatable)",
    )  # fmt: skip
    parser.add_argument("--key", type=Path, metavar="FILE", help="their key (default: found in DIR/keys)")
    add_file(parser)
    parser.add_argument(
        "--host", default="localhost", help="the address to listen at (default: this machine alone)"
    )
    parser.add_argument(
        "--port", type=numbers.port, default=8100, help="the port; 0 takes a free one (default: 8100)"
    )
    parser.add_argument(
        "--origin", default="", metavar="URL",
        help="how browsers reach it through a server with a certificate: https://workbench.example.gov",
    )  # fmt: skip
    parser.add_argument(
        "--time-zone", default="UTC", metavar="NAME", help="for times: America/Los_Angeles (default: UTC)"
    )
    parser.add_argument(
        "--identity-provider", default="", metavar="URL", help="the OpenID Connect issuer of your office"
    )
    parser.add_argument("--client-id", default="", metavar="ID", help="what this workbench is called there")
    parser.add_argument(
        "--client-secret-file", type=Path, metavar="FILE", help="the file with its secret there"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Invite, or serve until told to stop."""
    project = read(args.project.absolute())
    asked = Asked(Listen(args.host, args.port), args.origin.rstrip("/"), args.time_zone, _identity(args))
    if args.invite:
        return _invited(args, project, asked.origin or f"http://{args.host}:{args.port}")
    workbench.serve(project, asked, lambda address: _say(address, args))
    return Outcome()


def _invited(args: argparse.Namespace, project: Project, origin: str) -> Outcome:
    """Each with their own key: only they can get their address."""
    places, phrase = Places.of(project.places), partial(passphrase, file=args.passphrase_file)
    made = {}
    for person in args.invite:
        by = own_hand.actor(places, person, args.key, phrase)
        made[person] = f"{origin}/enrol/{workbench.invite(project, by)}"
    return Outcome("\n".join(f"{person}: {address}" for person, address in made.items()), {"invited": made})


def _identity(args: argparse.Namespace) -> Client | None:
    if not args.identity_provider:
        return None
    if not args.client_id or args.client_secret_file is None:
        raise InputError("an identity provider needs --client-id and --client-secret-file too")
    try:
        secret = args.client_secret_file.read_text("utf-8").strip()
    except OSError as error:
        raise InputError(f"{args.client_secret_file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise InputError(
            f"{args.client_secret_file}: this is no text; give the file with the secret"
        ) from None
    return Client(args.identity_provider.rstrip("/"), args.client_id, secret)


def _say(address: str, args: argparse.Namespace) -> None:
    told = json.dumps({"address": address}) if args.json else f"The workbench is at {address}"
    sys.stdout.write(told + "\n")
    sys.stdout.flush()
