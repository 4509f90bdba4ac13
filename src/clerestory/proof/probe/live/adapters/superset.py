"""Apache Superset: every chart's data, and the rows below it: samples, drill to detail, exports.

A dashboard shows what its charts aggregate. Whoever may read its dataset may ask for the rows.
https://superset.apache.org/docs/api
"""

from collections.abc import Generator
from typing import Any

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Step,
    Steps,
    each,
    get,
    is_all,
    post,
    read,
    root_of,
    with_token,
    within,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Setting, Why
from clerestory.proof.probe.live.manners import Manners

_PAGE = 100
_ROWS = 50_000
_SAMPLES = 1_000


def recognise(answer: Answer) -> str:
    """By its page's bootstrap data, or its own interface."""
    head = answer.content[: 1 << 18]
    shown = answer.is_page and b"data-bootstrap" in head and b"superset" in head.lower()
    return root_of(answer.address) if shown or "/superset/dashboard/" in answer.address else ""


def visit(base: str) -> Steps:
    """Dashboards, charts and datasets: what they show, and every row below."""
    for dashboard in (yield from _listed(f"{base}/api/v1/dashboard/")):
        for part in ("charts", "datasets", "embedded"):
            yield get(f"{base}/api/v1/dashboard/{dashboard}/{part}", f"a dashboard's {part}")
        yield get(f"{base}/api/v1/dashboard/export/?q=!({dashboard})", "a dashboard's export")
    for chart in (yield from _listed(f"{base}/api/v1/chart/")):
        yield get(f"{base}/api/v1/chart/{chart}/data/", "a chart's data")
    for dataset in (yield from _listed(f"{base}/api/v1/dataset/")):
        yield from _dataset(base, dataset)


def _listed(address: str) -> Generator[Step, Answer, list[int]]:
    found: list[int] = []
    for page in range(Manners.rows):
        told = read(
            (yield get(f"{address}?q=(page:{page},page_size:{_PAGE})", "a list of everything that is open"))
        )
        ids = [int(one["id"]) for one in each(told, "result") if str(one.get("id", "")).isdecimal()]
        found += ids
        if is_all(len(found), len(ids), _PAGE, within(told, "count")):
            return found
    yield Gap(address, Why.ROWS)
    return found


def _dataset(base: str, dataset: int) -> Steps:
    told = read((yield get(f"{base}/api/v1/dataset/{dataset}", "a dataset's columns")))
    columns = [str(one["column_name"]) for one in each(told, "result", "columns") if "column_name" in one]
    whole = yield from _samples(base, dataset)
    charted = yield post(
        f"{base}/api/v1/chart/data",
        "every row of a dataset, by a chart of one's own",
        _query(dataset, columns),
    )
    if not whole and any(len(each(one, "data")) >= _ROWS for one in each(read(charted), "result")):
        yield Gap(base, Why.ROWS)
    yield post(f"{base}/api/v1/chart/data", "drill to detail", _query(dataset, columns, "drill_detail"))
    yield get(f"{base}/api/v1/dataset/export/?q=!({dataset})", "a dataset's export")
    for column in columns:
        yield get(
            f"{base}/api/v1/datasource/table/{dataset}/column/{column}/values/",
            "a column's values, for a filter",
        )


def _samples(base: str, dataset: int) -> Generator[Step, Answer, bool]:
    """Every row, page by page; whether they were had."""
    had = 0
    for page in range(1, Manners.rows):
        address = f"{base}/datasource/samples?datasource_type=table&datasource_id={dataset}&per_page={_SAMPLES}&page={page}"
        told = read((yield post(address, "samples of a dataset", {})))
        got = len(each(told, "result", "data"))
        had += got
        if is_all(had, got, _SAMPLES, within(told, "result", "total_count")):
            return bool(had)
    yield Gap(base, Why.ROWS)
    return True


def _query(dataset: int, columns: list[str], kind: str = "full") -> dict[str, Any]:
    query = {"columns": columns, "metrics": [], "filters": [], "orderby": [], "row_limit": _ROWS}
    return {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [query],
        "result_format": "json",
        "result_type": kind,
        "force": False,
    }


def settings(base: str, token: str) -> Steps:
    """What the role of strangers may do."""
    headers = {"Authorization": f"Bearer {token}"}
    told = read((yield with_token(f"{base}/api/v1/security/roles/?q=(page_size:100)", "roles", headers)))
    for role in each(told, "result"):
        if role.get("name") != "Public":
            continue
        address = f"{base}/api/v1/security/roles/{role.get('id')}/permissions/"
        for one in each(read((yield with_token(address, "permissions of Public", headers))), "result"):
            says = f"strangers have '{one.get('permission_name')}' on '{one.get('view_menu_name')}'"
            yield Setting(address, "Superset", says)


ADAPTER = Adapter("Superset", recognise, visit, settings)
