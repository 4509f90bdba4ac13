"""Remarks on a release or one of its tables; and the lessons that a release like it taught before."""

from starlette.responses import Response

from clerestory.governance.office import lessons, releases
from clerestory.governance.workbench.views import release
from clerestory.governance.workbench.visit import Page, Visit


def comment(visit: Visit) -> Response:
    """Say something."""
    if not visit.text("text"):
        return release.page(visit, "say something: a remark takes a sentence")
    releases.comment(
        visit.bench.desk,
        visit.actor,
        visit.part("request"),
        visit.text("text"),
        visit.text("table", longest=100),
    )
    return visit.go(f"/releases/{visit.part('request')}#remarks", said="Your remark is recorded.")


def acknowledge(visit: Visit) -> Response:
    """Say that one has read what went wrong before with these columns."""
    lessons.acknowledge(visit.bench.desk, visit.actor, visit.part("request"), visit.part("lesson"))
    return visit.go(f"/releases/{visit.part('request')}", said="Recorded: you have read it.")


PAGES = (
    Page("/releases/{request}/remarks", comment, method="POST"),
    Page("/releases/{request}/lessons/{lesson}", acknowledge, method="POST"),
)
