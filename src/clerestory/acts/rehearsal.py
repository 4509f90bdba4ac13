"""Serve a publication on this machine, at an address that nobody else knows, for as long as somebody looks at it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerestory.acts.places import Places
from clerestory.errors import InputError


@contextmanager
def served(places: Places) -> Iterator[str]:
    """The very server of production, without the online keys; its address."""
    with tempfile.TemporaryDirectory(prefix="clerestory-") as name:
        Path(name, "published").symlink_to(places.published.absolute())
        words = ["serve", name, "--trust", str(places.trust), "--port", "0", "--workers", "1", "--json"]
        words += ["--while", str(os.getpid())]
        server = subprocess.Popen(  # noqa: S603  (this very program)
            [sys.executable, "-m", "clerestory", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            yield address_of(server, "rehearsal")
        finally:
            server.terminate()
            server.communicate()


def address_of(server: "subprocess.Popen[bytes]", whose: str) -> str:
    """The address that ``serve --json`` tells."""
    line = server.stdout.readline() if server.stdout else b""
    try:
        return str(json.loads(line)["address"])
    except (ValueError, KeyError):
        raise InputError(
            f"the {whose}'s server did not start; try `clerestory serve` on a published folder"
        ) from None
