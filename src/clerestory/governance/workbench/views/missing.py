"""An address that leads nowhere."""

from starlette.responses import Response

from clerestory.governance.workbench.visit import Access, Page, Visit


def show(visit: Visit) -> Response:
    """Say so, and lead back."""
    return visit.page("missing.html", 404)


PAGES = (Page("/{address:path}", show, Access.ANYBODY),)
