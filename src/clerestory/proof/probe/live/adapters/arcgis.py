"""ArcGIS: every layer and table of every service, with all fields; attachments.

What a pop-up shows is no boundary: a query gives every field of every row.
https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/
"""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any
from urllib.parse import urlencode

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Covered,
    Step,
    Steps,
    each,
    get,
    read,
    with_token,
    within,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Request, Setting, Why
from clerestory.proof.probe.live.manners import Manners

_PLACE = re.compile(r"(https?://[^?#]*?/rest/services)(?:/|$|\?)")
_SERVICES = frozenset({"FeatureServer", "MapServer"})


def recognise(answer: Answer) -> str:
    """By the address of a directory of services, here or in what the page names."""
    found = _PLACE.match(answer.address + "?")
    if found:
        return found[1] if answer.given else ""
    return ""


def visit(base: str) -> Steps:
    """The directory, its folders, and every service that holds rows."""
    for service in (yield from _services(base, get)):
        if service.get("type") in _SERVICES:
            yield from _service(f"{base}/{service.get('name')}/{service['type']}")


def _services(base: str, ask: Callable[[str, str], Request]) -> Generator[Step, Answer, list[dict[str, Any]]]:
    told = read((yield ask(f"{base}?f=json", "the directory of services")))
    services = each(told, "services")
    for folder in (told.get("folders") or []) if isinstance(told, dict) else []:
        services += each(read((yield ask(f"{base}/{folder}?f=json", "a folder of services"))), "services")
    return services


def _service(place: str) -> Steps:
    told = read((yield get(f"{place}?f=json", "a service's layers and tables")))
    for layer in [*each(told, "layers"), *each(told, "tables")]:
        yield from _layer(f"{place}/{layer.get('id')}")
    yield Covered(place)


def _layer(place: str) -> Steps:
    told = read((yield get(f"{place}?f=json", "a layer's fields")))
    if not isinstance(told, dict) or "Query" not in str(told.get("capabilities", "Query")):
        return
    yield from _rows(place, int(told.get("maxRecordCount") or 1000))
    if told.get("hasAttachments"):
        yield from _attachments(place)


def _rows(place: str, size: int) -> Steps:
    """Page by page; an old server refuses the second page and says so in place of rows."""
    offset = 0
    for _ in range(Manners.rows):
        asked = f"{place}/query?{_all(offset, size)}"
        found = read((yield get(asked, "every row of a layer, with all fields")))
        got = len(each(found, "features"))
        offset += got
        if got < 1 or within(found, "exceededTransferLimit") is not True:
            if offset and within(found, "features") is None:
                break
            return
    yield Gap(place, Why.ROWS)


def _all(offset: int, size: int) -> str:
    asked = {"where": "1=1", "outFields": "*", "returnGeometry": "false", "f": "json"}
    paged = {"resultOffset": str(offset), "resultRecordCount": str(size)} if offset else {}
    return urlencode({**asked, **paged})


def _attachments(place: str) -> Steps:
    told = read(
        (
            yield get(
                f"{place}/queryAttachments?{urlencode({'definitionExpression': '1=1', 'f': 'json'})}",
                "the list of attachments",
            )
        )
    )
    for parent, file in _files(told):
        yield get(f"{place}/{parent}/attachments/{file}", "an attachment")


def _files(told: Any) -> Iterator[tuple[object, object]]:  # noqa: ANN401  (JSON)
    for group in each(told, "attachmentGroups"):
        for one in each(group, "attachmentInfos"):
            yield group.get("parentObjectId"), one.get("id")


def settings(base: str, token: str) -> Steps:
    """What each service lets everybody do, and who the portal says it is shared with."""
    home = base.partition("/rest/services")[0]
    headers = {"X-Esri-Authorization": f"Bearer {token}"}
    for service in (yield from _services(base, lambda address, what: with_token(address, what, headers))):
        place = f"{base}/{service.get('name')}/{service.get('type')}?f=json"
        told = read((yield with_token(place, "a service", headers)))
        if isinstance(told, dict):
            yield Setting(place, "ArcGIS", f"the service allows: {told.get('capabilities') or 'nothing'}")
            item = told.get("serviceItemId")
            if item:
                address = f"{home}/sharing/rest/content/items/{item}?f=json"
                shared = read((yield with_token(address, "an item", headers)))
                yield Setting(
                    address,
                    "ArcGIS",
                    f"shared with: {shared.get('access') if isinstance(shared, dict) else 'unknown'}",
                )


ADAPTER = Adapter("ArcGIS", recognise, visit, settings)
