"""What the call centre may say: to a caller who has not proved who they are, nothing about anybody.

The answer to an unproved caller is the same whether or not the person is affected, so neither the words
nor their absence confirm a permit. Proof: the number of the notice, and a call back to the address's telephone.
"""

from dataclasses import dataclass
from enum import Enum

from clerestory.errors import Refused


class Topic(Enum):
    """What callers ask about a person."""

    AFFECTED = "Am I, or is somebody else, among the people affected?"
    PERMIT = "Does this person hold, or did they apply for, a permit?"
    ADDRESS = "Which address do you have?"
    CODE = "What is the code for identity protection?"


@dataclass(frozen=True)
class Proof:
    """What a caller showed: the number on their letter, and that we reached them by a way we know."""

    notice_number_matches: bool = False
    called_back: bool = False

    @property
    def holds(self) -> bool:
        """Is the caller who they say they are?"""
        return self.notice_number_matches and self.called_back


UNPROVED = (
    "I can't tell you whether any person is or is not in these records, and that is the same for every caller. "
    "Everyone affected gets a letter with a number. With that number I can call you back and go on."
)
NEVER = frozenset({Topic.PERMIT, Topic.CODE})


def check_may_tell(topic: Topic, proof: Proof) -> None:
    """Raises unless this may be told to this caller; permits and codes are told to nobody by telephone."""
    if topic in NEVER:
        raise Refused("permits and codes are never told by telephone; offer a new letter")
    if not proof.holds:
        raise Refused("the caller has not proved who they are; read out the sentence for unproved callers")


def may_tell(topic: Topic, proof: Proof) -> bool:
    """The same as a yes or no."""
    try:
        check_may_tell(topic, proof)
    except Refused:
        return False
    return True


def answer(topic: Topic, proof: Proof, told: str) -> str:
    """What the agent says; ``told`` is what the register would answer, used only where it may be."""
    return told if may_tell(topic, proof) else UNPROVED
