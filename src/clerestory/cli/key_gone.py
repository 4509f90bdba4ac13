"""What the commands about a key that is lost or stolen take: whose it was, and the key in its place."""

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """What both commands take."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder with trust/ in it")
    parser.add_argument("--officer", required=True, metavar="ID", help="whose key it was")
    parser.add_argument(
        "--add",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="their new key, or of who takes over",
    )
