"""Somebody's own key, opened for one act: it signs the act's entry in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass

from securesystemslib.signer import Signer

from clerestory.governance.log.entry import Json


@dataclass(frozen=True)
class OwnHand:
    """The hand of a person; what it signs is checked against the root of trust by whoever relies on it."""

    person: str
    signer: Signer

    def proof(self, said: bytes) -> Mapping[str, Json]:
        """The signature over the entry, with the public key that it is checked with."""
        public = self.signer.public_key
        return {
            "keyid": public.keyid,
            "key": {"keytype": public.keytype, "scheme": public.scheme, "keyval": public.keyval},
            "sig": self.signer.sign(said).signature,
        }
