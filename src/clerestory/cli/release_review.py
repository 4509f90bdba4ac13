"""``clerestory release review D --officer ID``: what there is to be looked at; votes, a table each."""

import argparse

from clerestory.acts import officiate
from clerestory.acts.govern import Governed
from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.governance.approval import review
from clerestory.governance.approval.approvals import check_attached
from clerestory.governance.approval.lessons import concerned
from clerestory.governance.approval.requests import Choice, Vote
from clerestory.governance.office import lessons, looking, releases
from clerestory.governance.store import requests, sources
from clerestory.governance.store.acting import Actor

HELP = "look at a proposed release as an output checker, and vote on its tables"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument(
        "--approve", action="append", default=[], metavar="TABLE|all", help="approve a table (repeatable)"
    )
    parser.add_argument(
        "--return", dest="returned", action="append", default=[], metavar="TABLE|all", help="return a table"
    )
    parser.add_argument("--reason", default="", help="why, in a sentence; needed to return")
    parser.add_argument("--comment", default="", help="a remark for the author and the other checker")
    parser.add_argument(
        "--acknowledge", action="append", default=[], metavar="LESSON", help="say that you read a lesson"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Record what was said; then show where the review is, as far as this person may see."""
    governed = officer.opened(args)
    by = officer.actor(args, governed)
    request = governed.request()
    for lesson in args.acknowledge:
        lessons.acknowledge(governed.desk, by, request.id, lesson)
    if args.comment:
        releases.comment(governed.desk, by, request.id, args.comment)
    for choice, tables in ((Choice.APPROVE, args.approve), (Choice.RETURN, args.returned)):
        for table in tables:
            releases.vote(governed.desk, by, request.id, table, choice, args.reason)
    if not (args.approve or args.returned or args.comment or args.acknowledge):
        digest = request.built.digests.bundle if request.built else ""
        looking.look_at(governed.desk, by, "review", request.id, digest)
    return _shown(governed, by)


def _shown(governed: Governed, by: Actor) -> Outcome:
    with governed.desk.store.reading() as look:
        request = requests.get(look, governed.request().id)
        built = check_attached(request.built)
        votes = requests.votes_of(look, request)
        own = review.visible_votes(built, votes, by.person)
        earlier = concerned(sources.lessons_of(look), built.columns)
        unread = [each for each in earlier if each.id not in sources.acknowledged(look, request, by.person)]
    folder = officiate.evidence_folder(governed, built.digests.bundle)
    lines = [f"{request.id} is {request.state.value}; bundle {built.digests.bundle}", f"Evidence: {folder}"]
    lines += [f"This has gone wrong before ({each.id}): {each.title}. {each.told}" for each in unread]
    lines += [f"  {table:<40}{_voted(own, table)}" for table in built.tables]
    result = {
        "request": request.id,
        "state": request.state.value,
        "bundle": built.digests.bundle,
        "evidence": str(folder),
        "lessons": [each.id for each in unread],
        "votes": [
            {"table": each.table, "checker": each.checker, "vote": each.choice.value, "reason": each.reason}
            for each in own
        ],
    }
    return Outcome("\n".join(lines), result)


def _voted(votes: tuple[Vote, ...], table: str) -> str:
    return (
        ", ".join(f"{each.checker}: {each.choice.value}" for each in votes if each.table == table) or "open"
    )
