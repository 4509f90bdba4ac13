"""An approval is a typed claim: who says what about exactly which bytes, and on what evidence.

It is bound to the digests of bundle, evidence and configuration, and it names each piece of evidence that
its maker had before them, by digest. What is only words is refused; what was said of other bytes does not count.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Built, Digests
from clerestory.governance.log.entry import canonical
from clerestory.vocabulary.roles import Role


class Kind(Enum):
    """What an approval says; the value is stored."""

    REVIEWED = "reviewed"
    EXPEDITED = "expedited"
    RESTORED = "restored"


class Attachment(Enum):
    """The evidence that must be attached to a build, and looked at before it is approved."""

    PROBE = "probe report"
    ATTACK = "attack"
    INVENTORY = "inventory"
    SCORE = "publication score"


def checklist() -> str:
    """The digest of the list of checks: the same for every release, in a hurry or not."""
    return sha256("\n".join(each.value for each in Attachment).encode()).hexdigest()


STATEMENT: Mapping[Kind, str] = {
    Kind.REVIEWED: (
        "I did not make this release. I looked at the inventory, the attack, the probe, the publication score "
        "and every table of these bytes, and I found nothing in them that tells of a person."
    ),
    Kind.EXPEDITED: "I know why this release hurries. No check is left out or shortened for it.",
    Kind.RESTORED: (
        "I did not make this release. What was taken down is not in it, and I looked at the evidence that says so."
    ),
}


@dataclass(frozen=True)
class Approval:
    """One claim; ``evidence`` are the digests of what was looked at."""

    kind: Kind
    person: str
    role: Role
    digests: Digests
    evidence: Mapping[str, str]
    policy: str  # digest of the rules in force, and the version of the program
    at: datetime
    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """The claim as it is stored, logged and shown."""
        return canonical(
            {
                "kind": self.kind.value,
                "statement": STATEMENT[self.kind],
                "person": self.person,
                "role": self.role.value,
                "bundle": self.digests.bundle,
                "evidence digest": self.digests.evidence,
                "configuration": self.digests.configuration,
                "evidence": dict(self.evidence),
                "policy": self.policy,
                "at": self.at.isoformat(),
                "words": self.words,
                "facts": dict(self.facts),
            }
        )

    @classmethod
    def from_text(cls, text: str) -> "Approval":
        """Read a stored claim."""
        read = json.loads(text)
        digests = Digests(read["bundle"], read["evidence digest"], read["configuration"])
        return cls(
            Kind(read["kind"]),
            read["person"],
            Role(read["role"]),
            digests,
            read["evidence"],
            read["policy"],
            datetime.fromisoformat(read["at"]),
            read["words"],
            read["facts"],
        )


def check_attached(built: Built | None) -> Built:
    """Raise unless every piece of evidence was attached to the build by machine."""
    if built is None:
        raise Refused("nothing was built yet; run `clerestory release build` first")
    missing = [each.value for each in Attachment if not built.attachments.get(each.value)]
    if missing:
        raise Refused(f"the evidence is not complete: no {', no '.join(missing)}; build the release again")
    return built


def check_claim(approval: Approval, built: Built | None) -> None:
    """Raise unless the claim is about these very bytes and names all the evidence of them."""
    whole = check_attached(built)
    unseen = [each.value for each in Attachment if each.value not in approval.evidence]
    if unseen:
        raise Refused(
            f"words alone are no approval: the claim names no {', no '.join(unseen)}; look at the evidence first"
        )
    if approval.digests != whole.digests:
        raise Refused(
            "the approval is of other bytes than these; what was changed must be reviewed again by both checkers"
        )
    if any(approval.evidence[name] != whole.attachments[name] for name in approval.evidence):
        raise Refused("the approval names other evidence than was attached to these bytes; look at it again")


def is_valid(approval: Approval, built: Built | None) -> bool:
    """Whether ``check_claim`` lets it count."""
    try:
        check_claim(approval, built)
    except Refused:
        return False
    return True
