"""The workbench as an application: a table of pages, each behind the same gate."""

import json
import sys

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from clerestory.governance.workbench.bench import Bench
from clerestory.governance.workbench.gate import route
from clerestory.governance.workbench.headers import Headers
from clerestory.governance.workbench.views import (
    account,
    again,
    approve,
    comment,
    duty,
    enrol,
    figures_page,
    files,
    help_page,
    inbox,
    incident,
    incident_acts,
    incidents,
    log,
    missing,
    office_back,
    people,
    preview,
    propose,
    publish,
    release,
    sign,
    sign_in,
    sources,
    take_down,
    training,
    vote,
    waive,
    withdraw,
)
from clerestory.governance.workbench.visit import Page

VIEWS = (
    files, sign_in, office_back, enrol, again, account, inbox, release, preview, propose, vote, comment, approve,
    sign, publish, withdraw, take_down, sources, incidents, incident, incident_acts, duty, people, waive, training, log, figures_page, help_page,
    missing,
)  # fmt: skip
PAGES: tuple[Page, ...] = tuple(page for view in VIEWS for page in view.PAGES)
HEALTH = "/.health"


def create(bench: Bench) -> Starlette:
    """The application of one process."""
    routes = [Route(HEALTH, _health), *(route(bench, page) for page in PAGES)]
    middleware = [Middleware(Headers, is_https=bench.settings.is_https)]
    return Starlette(
        routes=routes, middleware=middleware, exception_handlers={404: _missing, 405: _missing, 500: _broken}
    )


def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _missing(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("there is no such page here\n", 404)


def _broken(_request: Request, error: Exception) -> Response:
    """What went wrong is in the log of the process, by its kind and place; nothing of it is shown."""
    trace = error.__traceback__
    place = ""
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        place = f"{name}:{trace.tb_lineno}" if name.startswith("clerestory") else place
        trace = trace.tb_next
    sys.stderr.write(json.dumps({"level": "error", "event": type(error).__name__, "place": place}) + "\n")
    return PlainTextResponse("this did not work; nothing was changed. Tell whoever runs the workbench\n", 500)
