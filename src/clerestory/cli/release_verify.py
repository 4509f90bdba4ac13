"""``clerestory release verify DIR|URL``: is every byte what the officers signed?"""

import argparse
from pathlib import Path

from clerestory.acts import verify
from clerestory.cli.outcome import Outcome
from clerestory.governance.signing import expiry
from clerestory.release.manifest import digest

HELP = "verify a published release, in a folder or at its address"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("place", metavar="DIR|URL", help="a publication's folder, or the address of its site")
    parser.add_argument(
        "--root", type=Path, metavar="FILE", help="the root of trust that the publisher gave you"
    )
    parser.add_argument("--fingerprint", default="", metavar="SHA256", help="or the SHA-256 of that file")
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FOLDER",
        help="a folder of what is trusted and was seen: nothing older is taken",
    )


def act(args: argparse.Namespace) -> Outcome:
    """Verify, and say who signed what."""
    release = verify.verify_release(
        args.place, verify.Pin(args.root, args.fingerprint, args.trust), expiry.now()
    )
    statement = release.statement
    signers = [{"officer": signer.officer, "role": signer.role} for signer in statement.signers]
    result = {
        "release": statement.release,
        "version": statement.versions.targets,
        "files": len(statement.targets),
        "bundle": statement.bundle,
        "root": digest(statement.root),
        "signers": signers,
        "expires_at": statement.expires_at.isoformat(),
    }
    names = " and ".join(f"{signer.officer} ({signer.role})" for signer in statement.signers)
    text = (
        f"Release {statement.release}: all {len(statement.targets)} files are what {names} signed.\n"
        f"Bundle {statement.bundle}\nGood until {statement.expires_at:%d %B %Y %H:%M} UTC"
    )
    return Outcome(text, result)
