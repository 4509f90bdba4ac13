"""Ask a site as a stranger: one connection kept, no cookie, no redirect followed, never more bytes than asked for."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from clerestory.errors import InputError, UntrustedRelease

PATIENCE = 20  # seconds without a byte
LONGEST = 300  # seconds for one answer
PIECE = 1 << 16
STRANGER = {"User-Agent": "clerestory", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Heard:
    """One answer as it came; ``body`` holds one byte more than allowed where there was more."""

    status: int
    headers: Mapping[str, str]  # names in lower case; repeated ones joined with a comma
    body: bytes


class Visitor:
    """Somebody at the site's door; ``authorities`` is a file of certificates to trust, if not the system's."""

    def __init__(self, address: str, authorities: Path | None = None) -> None:
        try:
            parts = urlsplit(address)
            self._host, self._port = parts.hostname or "", parts.port
        except ValueError:  # half a bracket, or a port that is none
            parts, self._host = urlsplit(""), ""
        if parts.scheme not in ("http", "https") or not self._host:
            raise InputError(f"{address}: not an address of a site; give http://... or https://...")
        self.address = address.split("?", maxsplit=1)[0].rstrip("/")
        self._below = parts.path.rstrip("/")
        self._context = _context(authorities) if parts.scheme == "https" else None
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, path: str, largest: int, method: str = "GET", **headers: str) -> Heard:
        """One answer. A site that cannot be reached is ``InputError``: nobody could look."""
        given = STRANGER | {name.replace("_", "-"): value for name, value in headers.items()}
        for attempt in (1, 2):
            try:
                return self._ask(path, largest, method, given)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if attempt == 2 or isinstance(error, ssl.SSLCertVerificationError):
                    raise _unreachable(f"{self.address}/{path}", error) from None
        raise AssertionError

    def certificate_until(self) -> datetime | None:
        """Until when the site's certificate is good; ``None`` without encryption. One that is not good is refused."""
        if self._context is None:
            return None
        try:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=PATIENCE, context=self._context
            )
            connection.connect()
            held = dict(connection.sock.getpeercert() or {})
            connection.close()
        except ssl.SSLCertVerificationError as error:
            raise UntrustedRelease(f"certificate of {self._host}: {error.verify_message}") from None
        except OSError as error:
            raise _unreachable(self.address, error) from None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(held["notAfter"])), UTC)

    def close(self) -> None:
        """Leave."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, path: str, largest: int, method: str, headers: Mapping[str, str]) -> Heard:
        connection = self._connected()
        connection.request(method, f"{self._below}/{quote(path, safe='/%~.')}", headers=dict(headers))
        answer = connection.getresponse()
        body = _at_most(answer, largest, path)
        if not answer.isclosed() or answer.will_close:
            self.close()
        return Heard(answer.status, _joined(answer.getheaders()), body)

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            if self._context is not None:
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=PATIENCE, context=self._context
                )
            else:
                self._connection = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        return self._connection


def _context(authorities: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(authorities) if authorities else None)
    except (OSError, ssl.SSLError):
        raise InputError(f"{authorities}: not a file of certificates") from None


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        low = name.lower()
        found[low] = f"{found[low]}, {value}" if low in found else value
    return found


def _at_most(answer: http.client.HTTPResponse, largest: int, path: str) -> bytes:
    """Read no more than ``largest`` bytes and one, and not for ever: a stream without end is cut off."""
    until = time.monotonic() + LONGEST
    content = bytearray()
    while len(content) <= largest and (piece := answer.read1(PIECE)):
        content += piece
        if time.monotonic() > until:
            raise UntrustedRelease(f"{path}: comes too slowly to be trusted")
    return bytes(content[: largest + 1])


def _unreachable(what: str, error: Exception) -> InputError:
    why = getattr(error, "verify_message", "") or type(error).__name__
    return InputError(f"{what}: cannot be reached ({why})")
