"""The training: the case of 2022 in ten minutes, then questions. A passed test is the qualification."""

from starlette.responses import Response

from clerestory.errors import InputError
from clerestory.governance.approval import training
from clerestory.governance.approval.qualifications import PASS_MARK, is_qualified
from clerestory.governance.approval.training import Marked
from clerestory.governance.office import people
from clerestory.governance.store import staff
from clerestory.governance.workbench.visit import Page, Visit
from clerestory.vocabulary.roles import Role


def listing(visit: Visit) -> Response:
    """The roles of this person, and how they stand."""
    with visit.bench.store.reading() as look:
        standing = staff.standing(look, visit.officer.id, visit.bench.desk.tool_version)
    lines = []
    for role in sorted(standing.officer.roles, key=lambda each: each.value):
        own = [each for each in standing.qualifications if each.role is role]
        lines.append(
            (
                role.value,
                is_qualified(standing, role),
                max(own, key=lambda each: each.expires_at, default=None),
            )
        )
    return visit.page(
        "training.html", lines=lines, lesson=training.lesson(), version=visit.bench.desk.tool_version
    )


def show(visit: Visit) -> Response:
    """The lesson and its questions."""
    return _page(visit, _role(visit))


def answer(visit: Visit) -> Response:
    """Mark the answers; what was wrong is explained, and the test may be taken again."""
    role = _role(visit)
    asked = training.lesson().questions_for(role)
    given = {each.id: visit.text(f"q.{each.id}", longest=2) for each in asked}
    chosen = {name: int(value) for name, value in given.items() if value.isdecimal()}
    try:
        marked = training.mark(role, chosen)
    except InputError:
        return _page(visit, role, wrong="answer every question", given=chosen)
    passed = people.train(visit.bench.desk, visit.actor, role, marked)
    return _page(visit, role, marked=marked, given=chosen, until=passed.expires_at if passed else None)


def _page(
    visit: Visit,
    role: Role,
    wrong: str = "",
    marked: Marked | None = None,
    given: object = None,
    until: object = None,
) -> Response:
    lesson = training.lesson()
    return visit.page(
        "lesson.html",
        400 if wrong else 200,
        wrong=wrong,
        role=role.value,
        address=f"/training/{role.value.replace(' ', '-')}",
        lesson=lesson,
        questions=lesson.questions_for(role),
        marked=marked,
        given=given or {},
        until=until,
        pass_mark=PASS_MARK,
    )


def _role(visit: Visit) -> Role:
    name = visit.part("role").replace("-", " ")
    if name not in {each.value for each in Role}:
        raise InputError("there is no such role")
    return Role(name)


PAGES = (
    Page("/training", listing),
    Page("/training/{role}", show),
    Page("/training/{role}", answer, method="POST"),
)
