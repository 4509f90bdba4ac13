"""The review of a release: two checkers, a vote a table, blind to each other until both have voted on all.

* A vote to return needs a reason.
* Until two checkers have voted on every table, each sees only their own votes and remarks; so does the author.
* One table returned by one checker returns the release; only two who approve everything approve it.
"""

from collections.abc import Sequence
from enum import Enum

from clerestory.errors import Refused
from clerestory.governance.approval.requests import Built, Choice, Comment, Vote
from clerestory.vocabulary.roles import Role

CHECKERS = 2


class Outcome(Enum):
    """What the votes say together."""

    OPEN = "open"
    RETURNED = "returned"
    APPROVED = "approved"


def check_vote(built: Built, vote: Vote, votes: Sequence[Vote]) -> None:
    """Raise unless this vote can be taken."""
    if vote.table not in built.tables:
        raise Refused(f"{vote.table}: no such table in this release; there are {', '.join(built.tables)}")
    if vote.choice is Choice.RETURN and not vote.reason.strip():
        raise Refused(f"say why {vote.table} is returned: --reason takes a sentence for the author")
    others = {each.checker for each in votes} - {vote.checker}
    if len(others) >= CHECKERS:
        raise Refused("two checkers have taken this review already; a third is not needed")


def finished(built: Built, votes: Sequence[Vote]) -> tuple[str, ...]:
    """The checkers who have voted on every table."""
    checkers = sorted({vote.checker for vote in votes})
    return tuple(each for each in checkers if not missing(built, votes, each))


def missing(built: Built, votes: Sequence[Vote], checker: str) -> tuple[str, ...]:
    """The tables on which a checker has not voted."""
    done = {vote.table for vote in votes if vote.checker == checker}
    return tuple(table for table in built.tables if table not in done)


def is_blind(built: Built, votes: Sequence[Vote]) -> bool:
    """Whether the checkers still do not see each other's votes."""
    return len(finished(built, votes)) < CHECKERS


def outcome(built: Built, votes: Sequence[Vote], approved_by: Sequence[str]) -> Outcome:
    """What follows from the votes and the claims of those who made them."""
    if is_blind(built, votes):
        return Outcome.OPEN
    if any(vote.choice is Choice.RETURN for vote in votes):
        return Outcome.RETURNED
    return Outcome.APPROVED if len(set(approved_by)) >= CHECKERS else Outcome.OPEN


def check_may_approve(built: Built, votes: Sequence[Vote], checker: str) -> None:
    """Raise unless this checker has approved every table."""
    if open_ := missing(built, votes, checker):
        raise Refused(f"vote on every table first: {', '.join(open_)} still open")
    returned = [vote.table for vote in votes if vote.checker == checker and vote.choice is Choice.RETURN]
    if returned:
        raise Refused(f"{checker} returned {', '.join(returned)} and cannot approve the release")


def visible_votes(built: Built, votes: Sequence[Vote], person: str) -> tuple[Vote, ...]:
    """The votes that this person may see now."""
    if not is_blind(built, votes):
        return tuple(votes)
    return tuple(vote for vote in votes if vote.checker == person)


def visible_comments(
    built: Built, votes: Sequence[Vote], comments: Sequence[Comment], person: str
) -> tuple[Comment, ...]:
    """The remarks that this person may see now: those of the other checker stay hidden until both are done."""
    if not is_blind(built, votes):
        return tuple(comments)
    return tuple(each for each in comments if each.by == person or each.role is not Role.OUTPUT_CHECKER)
