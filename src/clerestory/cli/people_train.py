"""``clerestory people train D --officer ID --role ROLE``: the training and its test, at a terminal."""

import argparse
import sys

from clerestory.cli import officer
from clerestory.cli.outcome import Outcome
from clerestory.errors import FOUND, InputError
from clerestory.governance.approval import training
from clerestory.governance.approval.training import Question
from clerestory.governance.office import people
from clerestory.vocabulary.roles import Role

HELP = "take the training of a role and its test; a passed one qualifies for a year"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    officer.folder(parser)
    officer.officer(parser)
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], help="which role")
    parser.add_argument(
        "--answers", metavar="1,3,2,...", help="the numbers of the answers (default: asked at the terminal)"
    )


def act(args: argparse.Namespace) -> Outcome:
    """Tell the lesson, ask, mark, record."""
    governed = officer.opened(args)
    by, role = officer.actor(args, governed), Role(args.role)
    questions = training.lesson().questions_for(role)
    given = _given(args.answers, questions) if args.answers else _asked(questions)
    marked = training.mark(role, given)
    passed = people.train(governed.desk, by, role, marked)
    result = {"score": marked.score, "passed": passed is not None, "wrong": list(marked.wrong)}
    if passed is None:
        why = "\n".join(f"  {each.text} {each.why}" for each in questions if each.id in marked.wrong)
        return Outcome(f"{marked.score} of 100: not passed.\n{why}", result, FOUND)
    return Outcome(
        f"{marked.score} of 100: qualified as {role.value} until {passed.expires_at:%d %B %Y}", result
    )


def _given(answers: str, questions: tuple[Question, ...]) -> dict[str, int]:
    numbers = answers.split(",")
    if len(numbers) != len(questions) or not all(each.strip().isdecimal() for each in numbers):
        raise InputError(f"--answers takes {len(questions)} numbers with commas between them")
    return {each.id: int(number) - 1 for each, number in zip(questions, numbers, strict=True)}


def _asked(questions: tuple[Question, ...]) -> dict[str, int]:
    if not sys.stdin.isatty():
        raise InputError("run this at a terminal, or give --answers")
    for section in training.lesson().sections:
        print(f"\n{section.title}\n\n{section.text}", file=sys.stderr)
    try:
        return {each.id: _ask(each) for each in questions}
    except EOFError:
        raise InputError("no more answers came, so nothing was recorded; run it again") from None


def _ask(question: Question) -> int:
    print(f"\n{question.text}", file=sys.stderr)
    for number, answer in enumerate(question.answers, 1):
        print(f"  {number}  {answer}", file=sys.stderr)
    while True:
        said = input("> ").strip()
        if said.isdecimal() and 1 <= int(said) <= len(question.answers):
            return int(said) - 1
