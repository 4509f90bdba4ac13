"""Socrata: every dataset of the catalogue; behind a filtered view, the dataset it was made from.

https://dev.socrata.com/docs/endpoints, https://dev.socrata.com/docs/other/discovery
"""

import re
from collections.abc import Generator, Iterator
from typing import Any
from urllib.parse import urlsplit

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Step,
    Steps,
    each,
    get,
    is_all,
    read,
    root_of,
    with_token,
    within,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Setting, Why
from clerestory.proof.probe.live.manners import Manners

_ID = re.compile(r"(?<![\w-])([a-z0-9]{4}-[a-z0-9]{4})(?![\w-])")
_PLACE = re.compile(r"/(?:resource|d|api/views|api/v3/views)/[a-z0-9]{4}-[a-z0-9]{4}(?![\w-])")
_ROWS, _PAGE = 50_000, 1_000


def recognise(answer: Answer) -> str:
    """By its headers, or the address of a dataset in one of its pages."""
    signs = any(name.startswith(("x-socrata", "x-soda2")) for name in answer.headers)
    page = answer.is_page and b"socrata" in answer.content[: 1 << 18].lower()
    placed = bool(_PLACE.search(urlsplit(answer.address).path)) and answer.given
    return root_of(answer.address) if signs or page or placed else ""


def visit(base: str) -> Steps:
    """Every dataset that the catalogue names, and those that they were made from."""
    host = urlsplit(base).hostname
    waiting: dict[str, None] = {}
    had = 0
    for _ in range(Manners.rows):
        asked = f"{base}/api/catalog/v1?domains={host}&limit={_PAGE}&offset={had}"
        told = read((yield get(asked, "the catalogue")))
        found = each(told, "results")
        had += len(found)
        waiting |= {
            str(one["resource"]["id"]): None
            for one in found
            if isinstance(one.get("resource"), dict) and "id" in one["resource"]
        }
        if is_all(had, len(found), _PAGE, within(told, "resultSetSize")):
            break
    else:
        yield Gap(base, Why.ROWS)
    listed = read((yield get(f"{base}/api/views.json", "the list of views")))
    waiting |= {str(one["id"]): None for one in each({"all": listed}, "all") if "id" in one}
    catalogue = yield get(f"{base}/data.json", "the catalogue for other catalogues")
    waiting |= dict.fromkeys(
        _ID.findall(catalogue.content.decode("utf-8", "replace")) if catalogue.given else ()
    )
    done: set[str] = set()
    while waiting:
        if len(done) >= Manners.pages:
            yield Gap(base, Why.PAGES)
            return
        key = next(iter(waiting))
        del waiting[key]
        done.add(key)
        behind = yield from _dataset(base, key)
        waiting |= {further: None for further in behind if further not in done}


def _dataset(base: str, key: str) -> Generator[Step, Answer, list[str]]:
    told = read((yield get(f"{base}/api/views/{key}.json", "a dataset's description")))
    yield get(f"{base}/api/views/{key}/rows.csv?accessType=DOWNLOAD", "a dataset's download")
    for page in range(Manners.rows):
        address = f"{base}/resource/{key}.json?$limit={_ROWS}&$offset={page * _ROWS}&$select=:*,*"
        rows = read((yield get(address, "every row, with the system's columns")))
        if not isinstance(rows, list) or len(rows) < _ROWS:
            break
    else:
        yield Gap(f"{base}/resource/{key}", Why.ROWS)
    for file in each(told, "metadata", "attachments"):
        yield get(
            f"{base}/api/views/{key}/files/{file.get('assetId') or file.get('blobId')}", "an attached file"
        )
    return list(_behind(told))


def _behind(told: Any) -> Iterator[str]:  # noqa: ANN401  (JSON)
    """The datasets a view was made from."""
    if isinstance(told, dict):
        for name in ("modifyingViewUid", "parentFxf"):
            value = told.get(name)
            yield from (str(one) for one in (value if isinstance(value, list) else [value]) if one)
        query = told.get("query")
        yield from _ID.findall(str(query.get("originalViewId", ""))) if isinstance(query, dict) else ()


def settings(base: str, token: str) -> Steps:
    """Which datasets everybody may read."""
    address = f"{base}/api/views.json?method=getByTypes"
    told = read(
        (yield with_token(address, "views", {"X-App-Token": token, "Authorization": f"Bearer {token}"}))
    )
    for one in each({"all": told}, "all"):
        if any(grant.get("flags") == ["public"] for grant in each(one, "grants")):
            yield Setting(address, "Socrata", f"everybody may read {one.get('id')}")


ADAPTER = Adapter("Socrata", recognise, visit, settings)
