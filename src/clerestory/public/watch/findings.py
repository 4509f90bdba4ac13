"""What watching can find, as values; the words are what a report says and are never renamed."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What is wrong with a site."""

    SIGNATURES = "signatures"  # not trusted, expired, too few
    BYTES = "bytes"  # an address answers with something that was not signed for it
    HEADER = "header"  # a header is missing, differs, or is none that this site sends
    UNSIGNED = "unsigned"  # an address that nobody signed answers
    WITHDRAWN = "withdrawn"  # what was taken back is served
    METHOD = "method"  # the site takes more than GET and HEAD
    EXPIRY = "expiry"  # soon
    CERTIFICATE = "certificate"  # not good, or soon not


# A warning: nothing that was not signed is reachable because of it.
WARNINGS = frozenset({Kind.EXPIRY, Kind.CERTIFICATE})


@dataclass(frozen=True)
class Finding:
    """One difference between what is live and what was signed."""

    kind: Kind
    address: str
    what: str

    @property
    def is_drift(self) -> bool:
        """Whether something is reachable that was not signed as it is."""
        return self.kind not in WARNINGS
