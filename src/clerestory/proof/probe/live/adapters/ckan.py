"""CKAN: every dataset's files and tables; the list of tables that the data store itself keeps.

https://docs.ckan.org/en/latest/api/, https://docs.ckan.org/en/latest/maintaining/datastore.html
"""

import re

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Link,
    Steps,
    each,
    get,
    is_all,
    read,
    with_token,
    within,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Setting, Why
from clerestory.proof.probe.live.hosts import absolute
from clerestory.proof.probe.live.manners import Manners

_GENERATOR = re.compile(rb"""name=["']generator["'][^>]*content=["']ckan""", re.IGNORECASE)
_PAGE, _ROWS = 1_000, 32_000
_TABLES = "_table_metadata"  # the data store's own list of its tables


def recognise(answer: Answer) -> str:
    """By the page's generator, or the action interface."""
    head, sign, _ = answer.address.partition("api/3/action/")
    if sign and answer.given:
        return head
    return absolute(answer.address, "/") if answer.is_page and _GENERATOR.search(answer.content) else ""


def visit(base: str) -> Steps:
    """Every dataset in the catalogue, every file of it, every table of the data store."""
    action = f"{base}api/3/action"
    yield get(f"{action}/status_show", "the site's version and extensions")
    tables: dict[str, None] = {}
    had = 0
    for _ in range(Manners.rows):
        told = read((yield get(f"{action}/package_search?rows={_PAGE}&start={had}", "the catalogue")))
        found = each(told, "result", "results")
        had += len(found)
        for resource in [one for dataset in found for one in each(dataset, "resources")]:
            yield Link(absolute(base, str(resource.get("url", ""))))
            tables |= {str(resource["id"]): None} if "id" in resource else {}
        if is_all(had, len(found), _PAGE, within(told, "result", "count")):
            break
    else:
        yield Gap(base, Why.ROWS)
    yield from _rows(action, _TABLES, "the data store's own list of tables", tables)
    for table in tables:
        if table != _TABLES:
            yield from _rows(action, table, "every row of a table of the data store")


def _rows(action: str, table: str, what: str, names: dict[str, None] | None = None) -> Steps:
    """Every row; ``names`` takes those that the rows tell."""
    had = 0
    for _ in range(Manners.rows):
        asked = f"{action}/datastore_search?resource_id={table}&limit={_ROWS}&offset={had}"
        told = read((yield get(asked, what)))
        found = each(told, "result", "records")
        had += len(found)
        if names is not None:
            names |= {str(one["name"]): None for one in found if "name" in one}
        if is_all(had, len(found), _ROWS, within(told, "result", "total")):
            return
    yield Gap(action, Why.ROWS)


def settings(base: str, token: str) -> Steps:
    """Which datasets are private, and which are not."""
    address = f"{base}api/3/action/package_search?include_private=true&rows={_PAGE}"
    told = read((yield with_token(address, "the catalogue with private datasets", {"Authorization": token})))
    found = each(told, "result", "results")
    private = sum(1 for one in found if one.get("private"))
    yield Setting(address, "CKAN", f"{len(found) - private} datasets are public, {private} private")


ADAPTER = Adapter("CKAN", recognise, visit, settings)
