"""Figures: how often releases are returned and rejected, and for what; shown to everybody here."""

from datetime import timedelta

from starlette.responses import Response

from clerestory.governance.approval.states import State
from clerestory.governance.store import requests, staff
from clerestory.governance.workbench import figures
from clerestory.governance.workbench.visit import Page, Visit

PERIODS = (("Thirty days", 30), ("Twelve months", 365), ("Ever", 36_500))


def show(visit: Visit) -> Response:
    """The page."""
    with visit.bench.store.reading() as look:
        entries = figures.every_entry(look)
        periods = [
            (name, figures.figures(entries, look.now - timedelta(days=days))) for name, days in PERIODS
        ]
        now = {state: len(requests.in_state(look, state)) for state in State}
        names = {each.id: each.name for each in staff.officers(look)}
        waivers = [each for person in names for each in staff.waivers_of(look, person) if each.granted]
    return visit.page("figures.html", periods=periods, now=now, waivers=waivers, names=names)


PAGES = (Page("/figures", show),)
