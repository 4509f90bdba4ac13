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
    read,
    with_token,
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
    for page in range(Manners.rows):
        told = read(
            (yield get(f"{action}/package_search?rows={_PAGE}&start={page * _PAGE}", "the catalogue"))
        )
        found = each(told, "result", "results")
        for resource in [one for dataset in found for one in each(dataset, "resources")]:
            yield Link(absolute(base, str(resource.get("url", ""))))
            tables |= {str(resource["id"]): None} if "id" in resource else {}
        if len(found) < _PAGE:
            break
    else:
        yield Gap(base, Why.ROWS)
    listed = read((yield get(_search(action, _TABLES, 0), "the data store's own list of tables")))
    tables |= {str(one["name"]): None for one in each(listed, "result", "records") if "name" in one}
    for table in tables:
        if table != _TABLES:
            yield from _rows(action, table)


def _search(action: str, table: str, offset: int) -> str:
    return f"{action}/datastore_search?resource_id={table}&limit={_ROWS}&offset={offset}"


def _rows(action: str, table: str) -> Steps:
    for page in range(Manners.rows):
        told = read(
            (yield get(_search(action, table, page * _ROWS), "every row of a table of the data store"))
        )
        if len(each(told, "result", "records")) < _ROWS:
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
