"""What the workbench is lent from outside: facts about the project, and hands that write files.

Signing, publishing, withdrawing and taking down touch files and keys, and are composed above
governance. They are done by another process, which the one that answers people asks over a local
socket: so this one holds no key, and nothing of a vault, not even its path.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Client
from typing import Any

from clerestory.errors import ClerestoryError, InputError, Refused
from clerestory.governance.approval.sources import Wanted
from clerestory.vocabulary import attachment

LONGEST = 100_000  # bytes of an answer
ASKED = LONGEST + attachment.LARGEST * 3 // 2  # bytes of a question, with files as text in it
Files = Sequence[tuple[str, bytes]]  # by name and content


@dataclass(frozen=True)
class Facts:
    """What the project declares, as far as it is shown here."""

    titles: Mapping[str, str]  # what each table is called
    wanted: Sequence[Wanted]  # every column, with its class and purpose
    targets: Sequence[tuple[str, str]]  # what can be taken down, and what it is called
    signatures: Sequence[str]  # the roles that sign a release


@dataclass(frozen=True)
class Reach:
    """What goes with a dashboard that is taken down: others that share its collections, and how many addresses."""

    down: Sequence[str]
    addresses: int


@dataclass(frozen=True)
class Live:
    """What the world is served, if it is as signed."""

    release: str
    version: int
    files: int
    expires_at: str
    signed_by: Sequence[str]
    withdrawn: int = 0  # of its files
    reach: Mapping[str, Reach] = field(default_factory=dict)  # of each dashboard

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Live":
        """From what came over the line."""
        return cls(**{**told, "reach": {name: Reach(**each) for name, each in told["reach"].items()}})


@dataclass(frozen=True)
class Scope:
    """What can be taken down in an incident, and how many addresses that is."""

    target: str
    told: str
    addresses: int


@dataclass(frozen=True)
class Running:
    """A probe under way, or how the last one ended where it could not be done."""

    claim: str
    by: str
    since: int
    wrong: str = ""


@dataclass(frozen=True)
class Outside:
    """What the files say of an incident at this moment: nobody remembers it, the other process looks."""

    live: bool
    present: bool
    columns: Sequence[str]
    collections: Sequence[str]
    live_claims: Sequence[str]
    scopes: Sequence[Scope]
    stays_up: Sequence[str]
    held_since: str
    held_hours: int
    gaps: int
    running: Sequence[Running]
    minutes: Sequence[tuple[str, int]]  # bytes on data routes, the last hours
    usual: int  # bytes of the busiest ordinary ten minutes
    watched: bool  # whether somebody keeps watch; without it nothing comes down by itself

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Outside":
        """From what came over the line."""
        parts: dict[str, Any] = {
            "scopes": [Scope(**each) for each in told["scopes"]],
            "running": [Running(**each) for each in told["running"]],
            "minutes": [(str(name), int(sent)) for name, sent in told["minutes"]],
        }
        return cls(**{**told, **parts})


def as_text(files: Files) -> str:
    """Files as they are handed over."""
    return json.dumps([[name, b64encode(content).decode()] for name, content in files])


def files_of(text: str) -> tuple[tuple[str, bytes], ...]:
    """Files as they were handed over."""
    return tuple((str(name), b64decode(content)) for name, content in json.loads(text))


@dataclass(frozen=True)
class Hands:
    """The other process, reached at a socket that only this user can open."""

    address: str
    key: bytes = field(repr=False)

    def live(self) -> Live | None:
        """What is published now; none if nothing is, or it is not as signed."""
        told = self._ask("live")
        return Live.of(told["live"]) if told["live"] else None

    def sign(self, person: str, request: str, passphrase: str) -> str:
        """Sign in one's own name; what came of it, in a sentence."""
        return self._done("sign", person=person, request=request, passphrase=passphrase)

    def publish(self, person: str, request: str) -> str:
        """Publish, and look from outside."""
        return self._done("publish", person=person, request=request)

    def withdraw(self, person: str, request: str, reason: str, passphrase: str) -> str:
        """Take a published release back."""
        return self._done("withdraw", person=person, request=request, reason=reason, passphrase=passphrase)

    def take_down(self, person: str, target: str, reason: str, passphrase: str) -> str:
        """The emergency act of one officer on call."""
        return self._done("take down", person=person, target=target, reason=reason, passphrase=passphrase)

    def outside(self, incident: str) -> Outside:
        """What the files say of an incident now."""
        return Outside.of(self._ask("outside", incident=incident))

    def receive(self, person: str, attached: Files = (), **told: str) -> str:
        """A message that staff took down: sealed with its files, a claim, a hold, a comparison, a brief."""
        return self._done("receive", person=person, attached=as_text(attached), **told)

    def probe(self, person: str, claim: str) -> str:
        """Begin to try the claimed path from outside."""
        return self._done("probe", person=person, claim=claim)

    def compare(self, person: str, claim: str) -> str:
        """Compare the quoted values with the vault once more."""
        return self._done("compare", person=person, claim=claim)

    def brief(self, incident: str) -> str:
        """Make the brief anew, after a change."""
        return self._done("brief", incident=incident)

    def take_down_for(self, person: str, incident: str, target: str, reason: str, passphrase: str) -> str:
        """Take down what an incident's claims are about, or more."""
        return self._done(
            "take down for",
            person=person,
            incident=incident,
            target=target,
            reason=reason,
            passphrase=passphrase,
        )

    def open_claim(self, person: str, release: str, severity: str, told: str) -> str:
        """From now on none of the release's datasets goes live again."""
        return self._done("open claim", person=person, release=release, severity=severity, told=told)

    def _done(self, act: str, **given: str) -> str:
        return str(self._ask(act, **given)["said"])

    def _ask(self, act: str, **given: str) -> dict[str, Any]:
        """Ask, and raise what the other process refused, as it refused it."""
        try:
            with Client(self.address, "AF_UNIX", authkey=self.key) as line:
                line.send_bytes(json.dumps({"act": act, **given}).encode())
                told: dict[str, Any] = json.loads(line.recv_bytes(LONGEST))
        except (OSError, EOFError, ValueError):
            raise InputError(
                "the process that holds the files does not answer; start the workbench again"
            ) from None
        if "refused" in told:
            raise Refused(str(told["refused"]))
        if "wrong" in told:
            raise ClerestoryError(str(told["wrong"]))
        return told
