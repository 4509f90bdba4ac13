"""What one workbench is: its address, its publication's name, how people may sign in. No path of a vault."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clerestory.errors import InputError
from clerestory.governance.workbench.auth.oidc import Client

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """Checked when it is made: a workbench that others reach is reached over https."""

    title: str
    origin: str  # https://workbench.example.gov, or http://localhost:8100 on this machine
    example: str = ""  # a banner on every page where everything is made up
    identity: Client | None = None
    zone: str = "UTC"

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if not parts.hostname or self.origin != f"{parts.scheme}://{parts.netloc}":
            raise InputError(f"{self.origin}: not an address; give it as https://host or https://host:port")
        if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
            raise InputError(
                f"{self.origin}: people sign in here, so it must be https; put a server with a certificate in front"
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise InputError(
                f"{self.zone}: no such time zone; give a name like America/Los_Angeles"
            ) from None

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it over https."""
        return self.origin.startswith("https:")

    @property
    def cookie_prefix(self) -> str:
        """``__Host-``: only over https, for this host alone, for every path."""
        return "__Host-" if self.is_https else ""
