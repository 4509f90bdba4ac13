"""Who asked: the peer, or behind proxies we trust the last forwarded address that is no such proxy.

What a client writes into ``X-Forwarded-For`` stands before what trusted proxies append, so reading
from the end, and only as far as the first stranger, no forged entry is believed (RFC 7239, section 8.1).
"""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Self

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Networks:
    """Addresses and networks, asked for membership."""

    ranges: tuple[tuple[int, int, int], ...]  # version, first, last

    @classmethod
    def of(cls, given: tuple[str, ...]) -> Self:
        """From addresses (``192.0.2.7``) and networks (``192.0.2.0/24``)."""
        known = [ip_network(each, strict=False) for each in given]
        return cls(
            tuple((each.version, int(each.network_address), int(each.broadcast_address)) for each in known)
        )

    def __contains__(self, address: Address | None) -> bool:
        if address is None:
            return False
        number = int(address)
        return any(
            version == address.version and first <= number <= last for version, first, last in self.ranges
        )


@lru_cache(maxsize=1 << 18)
def address_of(text: str) -> Address | None:
    """The address in a field, with port, brackets or zone taken off; None if there is none."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def client(peer: str, forwarded: str, trusted: Networks) -> str:
    """The address of whoever asked, in its normal form; the peer as written if it is no address."""
    asked = address_of(peer)
    if asked is not None and asked in trusted:
        for entry in reversed(forwarded.split(",")):
            given = address_of(entry)
            if given is not None and given not in trusted:
                return str(given)
    return str(asked) if asked is not None else peer
