"""The report form: what a stranger writes is sealed at once for the inside, and answered with a receipt.

This process holds the public key alone: it can add a message and read none. A message is at most 64 KB; ten
a minute are taken from everybody together and three from one address, the others are asked to come back.
"""

import hashlib
import html
import json
import os
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from nacl.public import PublicKey, SealedBox

from clerestory.public.server import headers
from clerestory.public.server.answers import Reply

PATH = "/report/"
KEY, SPOOL, ENDING = "intake.pub", "intake", ".sealed"
MOST, OF_ONE, WITHIN = 10, 3, 60.0
LARGEST = 65_536
FORM = "application/x-www-form-urlencoded"


@dataclass
class Intake:
    """Takes messages of the form for one publication; ``trust`` holds the public key."""

    trust: Path
    clock: Callable[[], float] = time.monotonic
    _taken: deque[tuple[float, bytes]] = field(default_factory=deque)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def reply(self, media_type: str, body: bytes, address: str) -> Reply:
        """The answer to one message."""
        key = self._key()
        if key is None:
            return _page(503, "We cannot take messages here now", "Please write to the address on this site.")
        if not media_type.startswith(FORM):
            return _page(415, "We could not read this", "Please use the form.")
        if len(body) > LARGEST:
            return _page(
                413, "This is too long", "Please send at most 60,000 letters, and leave out anybody’s data."
            )
        words = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=False)
        if not words.get("words", [""])[0].strip():
            return _page(422, "Please tell us what you saw", "One sentence is enough.")
        if not self._may(address):
            return _page(429, "Many people are writing to us", "Please wait a minute and send it again.")
        return self._taken_in(key, words)

    def _taken_in(self, key: PublicKey, words: dict[str, list[str]]) -> Reply:
        number = self._keep(key, words)
        told = (
            f"Your message has the number {number}. A person who did not make the page will look. If they cannot show that it is "
            "safe, it comes down. Please do not post what you saw, and delete any copy."
        )
        return _page(200, "We received your message", told)

    def _keep(self, key: PublicKey, words: dict[str, list[str]]) -> str:
        values = [line.strip() for line in words.get("values", [""])[0].splitlines() if line.strip()]
        text = f"{words.get('path', [''])[0].strip()}\n{words['words'][0]}\n{words.get('contact', [''])[0]}"
        sealed = SealedBox(key).encrypt(json.dumps({"text": text, "values": values}).encode())
        number = f"R-{secrets.token_hex(6)}"
        folder = self.trust.parent / SPOOL
        folder.mkdir(mode=0o700, exist_ok=True)
        fresh = folder / f".{number}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(folder / f"{number}{ENDING}")
        return number

    def _may(self, address: str) -> bool:
        """Whether one more is taken now; addresses are kept for a minute, as salted hashes."""
        now, who = self.clock(), hashlib.blake2b(address.encode(), key=self._salt, digest_size=8).digest()
        while self._taken and now - self._taken[0][0] > WITHIN:
            self._taken.popleft()
        if len(self._taken) >= MOST or sum(each == who for _, each in self._taken) >= OF_ONE:
            return False
        self._taken.append((now, who))
        return True

    def _key(self) -> PublicKey | None:
        try:
            return PublicKey(bytes.fromhex((self.trust / KEY).read_text().strip()))
        except (OSError, ValueError):
            return None


def _page(status: int, title: str, told: str) -> Reply:
    """A page of its own: it must be there even if nothing of the release is served."""
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
        f'<body><main><h1>{html.escape(title)}</h1><p>{html.escape(told)}</p><p><a href="/">Back to the numbers</a></p>'
        "</main></body></html>"
    ).encode()
    marks = [
        headers.type_("text/html; charset=utf-8"),
        headers.KEEP_NEVER,
        headers.length(len(body)),
        *headers.SECURITY,
    ]
    return Reply(status, marks, body)
