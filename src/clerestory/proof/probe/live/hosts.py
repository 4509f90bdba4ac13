"""Which hosts were named: the visitor asks these and no others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from clerestory.errors import InputError

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%~.-_!$&'()*+,;=:@"


@dataclass(frozen=True)
class Hosts:
    """The named hosts, each with the ports it was named by."""

    named: frozenset[tuple[str, int]]

    @classmethod
    def of(cls, addresses: Iterable[str]) -> Self:
        """The hosts of those addresses; http and https of one host are one."""
        found: set[tuple[str, int]] = set()
        for address in addresses:
            place = _place(address)
            if place is None:
                raise InputError(f"{address}: not an address; give http://... or https://...")
            found.add(place)
            if place[1] in _PORTS.values():
                found |= {(place[0], port) for port in _PORTS.values()}
        return cls(frozenset(found))

    def allow(self, address: str) -> bool:
        """Whether the address lies on a host that was named."""
        return _place(address) in self.named


def _place(address: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(address)
        if parts.scheme not in _PORTS or not parts.hostname:
            return None
        return parts.hostname.lower().rstrip("."), parts.port or _PORTS[parts.scheme]
    except ValueError:
        return None


def is_web(address: str) -> bool:
    """Whether it is an address of the web at all."""
    return _place(address) is not None


def absolute(base: str, link: str) -> str:
    """Where a link on a page leads, without its fragment; empty if it leads nowhere on the web."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
    except ValueError:
        return ""
    if _place(parts.geturl()) is None:
        return ""
    return SplitResult(parts.scheme, parts.netloc, parts.path or "/", parts.query, "").geturl()


def path_of(address: str) -> str:
    """What the request line says: path and query, every sign that must be escaped escaped."""
    parts = urlsplit(address)
    query = f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else ""
    return quote(parts.path or "/", safe=_SAFE) + query
