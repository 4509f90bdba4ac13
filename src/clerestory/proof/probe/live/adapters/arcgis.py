"""ArcGIS: every layer and table of every service, with all fields; attachments.

What a pop-up shows is no boundary: a query gives every field of every row.
https://developers.arcgis.com/rest/services-reference/enterprise/query-feature-service-layer/
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Covered,
    Steps,
    each,
    get,
    read,
    with_token,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Setting, Why
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
    told = read((yield get(f"{base}?f=json", "the directory of services")))
    services = each(told, "services")
    for folder in told.get("folders", []) if isinstance(told, dict) else []:
        services += each(read((yield get(f"{base}/{folder}?f=json", "a folder of services"))), "services")
    for service in services:
        if service.get("type") in _SERVICES:
            yield from _service(f"{base}/{service.get('name')}/{service['type']}")


def _service(place: str) -> Steps:
    told = read((yield get(f"{place}?f=json", "a service's layers and tables")))
    for layer in [*each(told, "layers"), *each(told, "tables")]:
        yield from _layer(f"{place}/{layer.get('id')}")
    yield Covered(place)


def _layer(place: str) -> Steps:
    told = read((yield get(f"{place}?f=json", "a layer's fields")))
    if not isinstance(told, dict) or "Query" not in str(told.get("capabilities", "Query")):
        return
    size = int(told.get("maxRecordCount") or 1000)
    offset = 0
    for _ in range(Manners.rows):
        rows = yield get(f"{place}/query?{_all(offset, size)}", "every row of a layer, with all fields")
        found = read(rows)
        got = len(each(found, "features"))
        offset += got
        if not got or not (isinstance(found, dict) and found.get("exceededTransferLimit")):
            break
    else:
        yield Gap(place, Why.ROWS)
    if told.get("hasAttachments"):
        yield from _attachments(place)


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
    for service in each(read((yield with_token(f"{base}?f=json", "services", headers))), "services"):
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
