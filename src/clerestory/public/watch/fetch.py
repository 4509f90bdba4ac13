"""Fetch from a published site as a stranger would: no cookie, no redirect, never more bytes than asked for."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from clerestory.errors import InputError, UntrustedRelease

PATIENCE = 20  # seconds without a byte
LONGEST = 300  # seconds for one file
PIECE = 1 << 16
NOTHING_THERE = (404, 410)  # any other refusal says that nobody could look

Fetch = Callable[[str, int], bytes | None]


def from_site(address: str) -> Fetch:
    """A fetcher of paths below an address: bytes, or ``None`` where the site says there is nothing."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{address}: not an address of a site; give http://... or https://...")
    root = address.split("?", maxsplit=1)[0].rstrip("/")
    opener = urllib.request.build_opener(_Stay)

    def fetch(path: str, largest: int) -> bytes | None:
        asked = urllib.request.Request(  # noqa: S310  (the scheme is checked above)
            f"{root}/{quote(path)}", headers={"Accept-Encoding": "identity", "User-Agent": "clerestory"}
        )
        try:
            with opener.open(asked, timeout=PATIENCE) as answer:
                return _at_most(answer, largest, path)
        except urllib.error.HTTPError as error:
            if error.code in NOTHING_THERE:
                return None
            raise UntrustedRelease(f"{path}: the site answers {error.code} for it") from None
        except (OSError, http.client.HTTPException) as error:
            raise InputError(f"{root}/{path}: cannot be fetched ({type(error).__name__})") from None

    return fetch


def _at_most(answer: http.client.HTTPResponse, largest: int, path: str) -> bytes:
    """Read no more than ``largest`` bytes and one, and not for ever: a stream without end is cut off."""
    until = time.monotonic() + LONGEST
    content = bytearray()
    while len(content) <= largest and (piece := answer.read1(PIECE)):
        content += piece
        if time.monotonic() > until:
            raise UntrustedRelease(f"{path}: comes too slowly to be trusted")
    return bytes(content[: largest + 1])


class _Stay(urllib.request.HTTPRedirectHandler):
    """A signed file is where it was signed: redirects are not followed."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Do not go elsewhere."""
