"""Metabase: what a public link gives beyond its chart: results in full, exports, values of filters.

https://www.metabase.com/docs/latest/api (public), https://www.metabase.com/docs/latest/embedding/public-links
"""

import re

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Steps,
    each,
    get,
    read,
    root_of,
    with_token,
)
from clerestory.proof.probe.live.exchange import Answer, Request, Setting, Way

_PUBLIC = re.compile(r"(.*)/public/(dashboard|question)/([0-9a-fA-F-]{36})")
_FORMATS = ("csv", "json", "xlsx")


def recognise(answer: Answer) -> str:
    """By the address of a public link."""
    found = _PUBLIC.match(answer.address)
    return found[0] if found else ""


def visit(base: str) -> Steps:
    """A public question, or each question of a public dashboard."""
    found = _PUBLIC.match(base)
    if found is None:
        return
    home, kind, key = found.groups()
    yield get(f"{home}/api/session/properties", "the settings that everybody is told")
    if kind == "question":
        yield from _question(f"{home}/api/public/card/{key}")
    else:
        yield from _dashboard(f"{home}/api/public/dashboard/{key}")


def _question(place: str) -> Steps:
    told = read((yield get(place, "a question and its columns")))
    yield get(f"{place}/query", "a question's rows")
    for form in _FORMATS:
        yield get(f"{place}/query/{form}", f"a question's rows as {form}")
    yield from _filters(place, told)


def _dashboard(place: str) -> Steps:
    told = read((yield get(place, "a dashboard and its cards")))
    for shown in each(told, "dashcards") or each(told, "ordered_cards"):
        cards = [shown.get("card"), *shown.get("series", [])]
        for card in [one for one in cards if isinstance(one, dict) and one.get("id")]:
            query = f"{place}/dashcard/{shown.get('id')}/card/{card['id']}"
            yield get(query, "a card's rows")
            for form in _FORMATS:
                yield Request(f"{query}/{form}", Way.PRODUCT, "POST", what=f"a card's rows as {form}")
    yield from _filters(place, told)


def _filters(place: str, told: object) -> Steps:
    """The values that filters offer are whole columns."""
    for parameter in each(told, "parameters"):
        yield get(f"{place}/params/{parameter.get('id')}/values", "the values of a filter")
    for field in each(told, "param_fields"):
        yield get(f"{place}/field/{field.get('id')}/values", "the values of a column")


def settings(base: str, token: str) -> Steps:
    """Whether public links are allowed, and which there are."""
    home, headers = root_of(base), {"X-Api-Key": token}
    for kind in ("card", "dashboard"):
        address = f"{home}/api/{kind}/public"
        for one in each({"all": read((yield with_token(address, f"public {kind}s", headers)))}, "all"):
            yield Setting(
                address, "Metabase", f"{kind} {one.get('id')} has a public link ({one.get('public_uuid')})"
            )


ADAPTER = Adapter("Metabase", recognise, visit, settings)
