"""The proof that somebody acted themselves: their own key's signature over the entry of their act.

What is signed is the whole entry but the proof: who, in which role, when, what, and the digest of every row that
the act wrote. So a proof fits one act at one place of one log, and no other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from clerestory.errors import Refused
from clerestory.governance.log.entry import Entry, Json

FORM = b"clerestory act 1\n"  # what else these keys sign begins otherwise


class Hand(Protocol):
    """Somebody's own key, opened for one act."""

    @property
    def person(self) -> str:
        """Whose it is."""

    def proof(self, said: bytes) -> Mapping[str, Json]:
        """The public key, its name, and the signature."""


def said(entry: Entry) -> bytes:
    """The bytes that a person signs."""
    return FORM + replace(entry, proof={}).to_line().encode()


def proven(entry: Entry, hand: Hand) -> Entry:
    """The entry with its proof."""
    if hand.person != entry.by:
        raise Refused(f"this is the key of {hand.person}, who cannot act as {entry.by}")
    return replace(entry, proof=hand.proof(said(entry)))


def check(entry: Entry) -> Mapping[str, Json]:
    """The public key of a good proof; ``Refused`` if it does not fit the entry."""
    from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
    from securesystemslib.signer import Key, Signature

    try:
        keyid, signature = str(entry.proof["keyid"]), str(entry.proof["sig"])
        public = dict(entry.proof["key"])  # type: ignore[arg-type]
        Key.from_dict(keyid, dict(public)).verify_signature(Signature(keyid, signature), said(entry))
    except (UnverifiedSignatureError, VerificationError, KeyError, TypeError, ValueError):
        raise Refused(f"entry {entry.sequence}: the signature of {entry.by} does not fit it") from None
    return public
