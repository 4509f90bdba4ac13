"""The report form: what a stranger writes is sealed at once for the inside, and answered with a receipt.

This process holds the public key alone: it can add a message and read none. A message is at most 64 KB of words and
5 MB of files; ten a minute are taken from everybody together and three from one address, the others are asked to
come back before their message is read. When half a gigabyte waits for the inside, no more files are taken.
"""

import hashlib
import json
import os
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from nacl.public import PublicKey, SealedBox

from clerestory.public.server import form, receipt
from clerestory.public.server.answers import Reply
from clerestory.public.server.form import Filled
from clerestory.release import whole
from clerestory.vocabulary import attachment

PATH = "/report/"
KEY, SPOOL, ENDING = "intake.pub", "intake", ".sealed"
MOST, OF_ONE, WITHIN = 10, 3, 60.0
LONGEST = 65_536  # bytes of words
LARGEST = LONGEST + attachment.LARGEST + 10_000  # bytes of a whole message, marks between its parts included
FULL = 500_000_000  # bytes that wait for the inside
MANY = (
    429,
    "Many people are writing to us",
    "Please wait a minute and send it again. What you wrote is still there if you go back.",
)
NO_ROOM = (
    507,
    "We cannot keep your message now",
    "Please write to the address on this site. What you wrote is still there if you go back.",
)


@dataclass
class Intake:
    """Takes messages of the form for one publication; ``trust`` holds the public key, ``page`` is the form's own page."""

    trust: Path
    clock: Callable[[], float] = time.monotonic
    page: Callable[[], bytes] = bytes
    _taken: deque[tuple[float, bytes]] = field(default_factory=deque)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def reply(self, media_type: str, body: bytes, address: str) -> Reply:
        """The answer to one message."""
        key = self._key()
        if key is None:
            return self._say(
                503, "We cannot take messages here now", "Please write to the address on this site."
            )
        if len(body) > LARGEST:
            return self._too_long()
        filled = form.read(media_type, body)
        if filled is None:
            return self._say(415, "We could not read this", "Please use the form, and send it once more.")
        if wrong := self._wrong(filled):
            return wrong
        if not self._may(address):
            return self._say(*MANY)
        try:
            number = self._keep(key, filled)
        except OSError:  # a full disk, as on the day of a leak
            return self._say(*NO_ROOM)
        return self._receipt(number, filled)

    def before(self, size: int | None, address: str) -> Reply | None:
        """The answer to a message that is not even read: too long, of unknown length, or too many came."""
        if size is None or size > LARGEST:
            return self._too_long()
        return None if self._is_free(self._mark(address)) else self._say(*MANY)

    def _wrong(self, filled: Filled) -> Reply | None:
        if not filled.text("words"):
            return self._say(
                422,
                "Please tell us what you saw",
                "One sentence is enough. Go back: what you wrote is still there.",
            )
        if sum(map(len, filled.words.values())) > LONGEST:
            return self._too_long()
        if attachment.are_too_large(filled.files):
            return self._say(
                413, "These files are too large", "Please send at most three files, together at most 5 MB."
            )
        if filled.files and self._waiting() > FULL:
            return self._say(
                507, "We cannot take files now", "Please send it without them, and say where we can see them."
            )
        return None

    def _too_long(self) -> Reply:
        told = "Please send at most 60,000 letters and 5 MB of files, and leave out anybody’s data."
        return self._say(413, "This is too long", told)

    def _receipt(self, number: str, filled: Filled) -> Reply:
        return receipt.receipt(self.page(), number, datetime.now(UTC), len(filled.files))

    def _say(self, status: int, title: str, told: str) -> Reply:
        return receipt.notice(self.page(), status, title, told)

    def _keep(self, key: PublicKey, filled: Filled) -> str:
        """Seal it and write it down whole; the number it got."""
        values = [line.strip() for line in filled.text("values").splitlines() if line.strip()]
        text = "\n".join(filled.text(name) for name in ("path", "words", "contact", "kind"))
        held = {
            "text": text,
            "values": values,
            "attachments": [[name, content.hex()] for name, content in filled.files],
        }
        number = f"R-{secrets.token_hex(6)}"
        place = self._spool() / f"{number}{ENDING}"
        place.parent.mkdir(mode=0o700, exist_ok=True)
        sealed = SealedBox(key).encrypt(json.dumps(held).encode())
        with whole.beside(place, [sealed], whole.OWNER_ONLY) as (fresh, handle):
            os.fsync(handle)
            fresh.rename(place)
        return number

    def _spool(self) -> Path:
        return self.trust.parent / SPOOL

    def _waiting(self) -> int:
        return sum(file.stat().st_size for file in self._spool().glob(f"*{ENDING}"))

    def _may(self, address: str) -> bool:
        """Whether one more is taken now; addresses are kept for a minute, as salted hashes."""
        who = self._mark(address)
        if not self._is_free(who):
            return False
        self._taken.append((self.clock(), who))
        return True

    def _is_free(self, who: bytes) -> bool:
        now = self.clock()
        while self._taken and now - self._taken[0][0] > WITHIN:
            self._taken.popleft()
        return len(self._taken) < MOST and sum(each == who for _, each in self._taken) < OF_ONE

    def _mark(self, address: str) -> bytes:
        return hashlib.blake2b(address.encode(), key=self._salt, digest_size=8).digest()

    def _key(self) -> PublicKey | None:
        try:
            return PublicKey(bytes.fromhex((self.trust / KEY).read_text().strip()))
        except (OSError, ValueError):
            return None
