"""Power BI, published to the web: the whole model behind the report, table by table.

Whoever has the link has its key, and the key answers queries on every column of the model, shown or
hidden. The service's answers are compressed (a value is left out where it repeats the row above): they
are unfolded here, so that rows can be read as rows.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Steps,
    each,
    get,
    made,
    post,
    read,
    with_token,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Request, Setting, Way, Why
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.rows import lines

_CLUSTER = re.compile(rb"""resolvedClusterUri\s*=\s*['"]([^'"]+)""")
_ROWS = 30_000


def recognise(answer: Answer) -> str:
    """By the address of a published report, which carries its key."""
    parts = urlsplit(answer.address)
    return answer.address if parts.path.endswith("/view") and _key(answer.address) else ""


def _key(address: str) -> str:
    coded = parse_qs(urlsplit(address).query).get("r", [""])[0]
    try:
        told = json.loads(base64.b64decode(coded + "=" * (-len(coded) % 4)))
        return str(told.get("k", "")) if isinstance(told, dict) else ""
    except (ValueError, binascii.Error):
        return ""


def visit(base: str) -> Steps:
    """The report, its model's tables, and every row of each."""
    page = yield get(base, "the published report")
    cluster = _CLUSTER.search(page.content)
    if cluster is None:
        yield Gap(base, Why.PRODUCT)
        return
    home = (
        cluster[1].decode("utf-8", "replace").replace("-redirect.", "-api.").rstrip("/") + "/public/reports"
    )
    headers = {"X-PowerBI-ResourceKey": _key(base)}
    asked = Request(
        f"{home}/{_key(base)}/modelsAndExploration?preferReadOnlySession=true",
        Way.PRODUCT,
        headers=headers,
        what="the report's model",
    )
    answer = yield asked
    models = each(read(answer), "models")
    if answer.given and not models:
        yield Gap(base, Why.PRODUCT)
    for model in models:
        wanted = post(
            f"{home}/conceptualschema", "the model's tables", {"modelIds": [model.get("id")]}, headers
        )
        for schema in each(read((yield wanted)), "schemas"):
            for entity in each(schema, "schema", "Entities"):
                yield from _table(home, headers, model.get("id"), entity)


def _table(home: str, headers: dict[str, str], model: object, entity: dict[str, Any]) -> Steps:
    columns = [
        str(one["Name"]) for one in each(entity, "Properties") if "Measure" not in one and "Name" in one
    ]
    if not columns:
        return
    restart: object = None
    for _ in range(Manners.rows):
        query = _query(model, str(entity.get("Name")), columns, restart)
        answer = yield post(
            f"{home}/querydata?synchronous=true", "every row of a table of the model", query, headers
        )
        data = _data(read(answer))
        if data is None:
            if answer.given:
                yield Gap(f"{home} ({entity.get('Name')})", Why.PRODUCT)
            return
        yield made(answer.request, lines(columns, rows_of(data)))
        restart = data.get("RT")
        if not restart:
            return
    yield Gap(home, Why.ROWS)


def _query(model: object, entity: str, columns: Sequence[str], restart: object) -> dict[str, Any]:
    chosen = [
        {"Column": {"Expression": {"SourceRef": {"Source": "t"}}, "Property": name}, "Name": f"t.{name}"}
        for name in columns
    ]
    window: dict[str, Any] = {"Count": _ROWS} | ({"RestartTokens": restart} if restart else {})
    binding = {
        "Primary": {"Groupings": [{"Projections": list(range(len(columns)))}]},
        "DataReduction": {"DataVolume": 3, "Primary": {"Window": window}},
        "Version": 1,
    }
    command = {
        "Query": {"Version": 2, "From": [{"Name": "t", "Entity": entity, "Type": 0}], "Select": chosen},
        "Binding": binding,
    }
    return {
        "version": "1.0.0",
        "queries": [{"Query": {"Commands": [{"SemanticQueryDataShapeCommand": command}]}}],
        "modelId": model,
    }


def _data(found: object) -> dict[str, Any] | None:
    for result in each(found, "results"):
        for part in each(result, "result", "data", "dsr", "DS"):
            return part
    return None


def rows_of(part: dict[str, Any]) -> Iterator[list[object]]:
    """The rows of one compressed answer."""
    dictionaries = part.get("ValueDicts") or {}
    schema: list[dict[str, Any]] = []
    before: list[object] = []
    for row in [one for group in each(part, "PH") for one in each(group, "DM0")]:
        schema = row["S"] if isinstance(row.get("S"), list) else schema
        before = _unfolded(row, len(schema), before)
        yield [_worded(value, column, dictionaries) for value, column in zip(before, schema, strict=True)]


def _unfolded(row: dict[str, Any], width: int, before: list[object]) -> list[object]:
    """A bit of ``R``: as in the row above; of ``Ø``: nothing; else the next value of ``C``."""
    same, empty = int(row.get("R", 0)), int(row.get("Ø", 0))
    values = iter(row.get("C", ()))
    made_row: list[object] = []
    for at in range(width):
        if same >> at & 1:
            made_row.append(before[at] if at < len(before) else None)
        elif empty >> at & 1:
            made_row.append(None)
        else:
            made_row.append(next(values, None))
    return made_row


def _worded(value: object, column: dict[str, Any], dictionaries: dict[str, Any]) -> object:
    words = dictionaries.get(column.get("DN", ""))
    if isinstance(words, list) and isinstance(value, int) and 0 <= value < len(words):
        return words[value]
    return value


def settings(base: str, token: str) -> Steps:
    """Which reports of the organisation are published to the web (an administrator's list)."""
    address = "https://api.powerbi.com/v1.0/myorg/admin/widelySharedArtifacts/publishedToWeb"
    told = read(
        (yield with_token(address, "reports published to the web", {"Authorization": f"Bearer {token}"}))
    )
    for one in each(told, "ArtifactAccessEntities"):
        yield Setting(
            address,
            "Power BI",
            f"{one.get('artifactType', 'report')} {one.get('artifactId')} is published to the web",
        )


ADAPTER = Adapter("Power BI", recognise, visit, settings)
