"""Add a lesson of an incident, and acknowledge one before deciding."""

from clerestory.errors import Refused
from clerestory.governance.approval.acts import Act
from clerestory.governance.approval.lessons import Lesson
from clerestory.governance.office.desk import Desk, admitted
from clerestory.governance.store import requests, sources
from clerestory.governance.store.acting import Actor


def add(desk: Desk, actor: Actor, lesson: Lesson) -> None:
    """Add a lesson."""
    with admitted(desk, Act.ADD_LESSON, actor, lesson.id) as at:
        if any(each.id == lesson.id for each in sources.lessons_of(at.acting)):
            raise Refused(f"there is a lesson {lesson.id} already; give another name")
        if not lesson.columns:
            raise Refused("name the columns: a lesson is found again by them")
        sources.add_lesson(at.acting, lesson, actor.person)


def acknowledge(desk: Desk, actor: Actor, request: str, lesson: str) -> None:
    """Say that one has read it, for this turn of a request."""
    with admitted(desk, Act.ACKNOWLEDGE, actor, request, lesson=lesson) as at:
        if not any(each.id == lesson for each in sources.lessons_of(at.acting)):
            raise Refused(f"there is no lesson {lesson}")
        sources.acknowledge(at.acting, lesson, requests.get(at.acting, request), actor.person)
