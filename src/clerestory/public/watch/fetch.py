"""Fetch from a published site as a stranger would: no cookie, no redirect, never more bytes than asked for."""

from collections.abc import Callable

from clerestory.errors import UntrustedRelease
from clerestory.public.watch.visitor import Visitor

NOTHING_THERE = (404, 410)  # any other refusal says that nobody could look

Fetch = Callable[[str, int], bytes | None]


def from_site(address: str) -> Fetch:
    """A fetcher of paths below an address: bytes, or ``None`` where the site says there is nothing."""
    return by(Visitor(address))


def by(visitor: Visitor) -> Fetch:
    """The same, by a visitor who is there already."""

    def fetch(path: str, largest: int) -> bytes | None:
        heard = visitor.ask(path, largest)
        if heard.status in NOTHING_THERE:
            return None
        if heard.status != 200:
            raise UntrustedRelease(f"{path}: the site answers {heard.status} for it")
        return heard.body

    return fetch
