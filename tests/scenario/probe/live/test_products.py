"""Stand-ins for products that cannot be installed here, made from their public documentation.

Each shows totals, and holds one record where a stranger can ask for it; without the record it is clean.
"""

import base64
import json
import re

import pytest

from clerestory.matching import key as keys
from clerestory.proof.probe.live.adapters import ADAPTERS, powerbi
from clerestory.proof.probe.live.exchange import Why
from clerestory.proof.probe.live.manners import Manners
from clerestory.proof.probe.visitor import search_sites
from clerestory.vocabulary.status import Verdict
from tests.scenario.probe.live.loopback import serve
from tests.scenario.probe.people import MEMBER, crowd, index_of

KEY = keys.Key(bytes(range(16)))
QUICK = Manners(pause=0, settle=2)
HTML = {"Content-Type": "text/html"}
ROW = dict(zip(("last", "first", "born", "licence"), MEMBER.cells, strict=True))
TOTAL = {"county": "Lake", "year": 2019, "permits": 1120}
UUID = "0b4f3c1e-6a55-4f0a-9d1e-0123456789ab"
REPORT = base64.b64encode(json.dumps({"k": UUID, "t": UUID, "c": 9}).encode()).decode()


@pytest.fixture(scope="module")
def index():
    return index_of([MEMBER, *crowd(300, seed=4)], KEY)


def told(found):
    return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()


def page(text):
    return 200, HTML, text.encode()


def arcgis(leak):
    layers = {"layers": [{"id": 0, "name": "permits"}], "tables": []}
    layer = {
        "fields": [{"name": "county"}],
        "maxRecordCount": 1,
        "capabilities": "Query",
        "hasAttachments": True,
    }

    def answers(asked):
        if asked.path.endswith("/FeatureServer/0/query"):
            last = asked.query.get("resultOffset") == "1"
            shown = {**ROW, **TOTAL} if leak and last and asked.query.get("outFields") == "*" else TOTAL
            return told({"features": [{"attributes": shown}], "exceededTransferLimit": not last})
        return {
            "/arcgis/rest/services": page("<title>Folder: /</title>") if "f" not in asked.query else told(
                {"folders": ["Open"], "services": []}),
            "/arcgis/rest/services/Open": told({"services": [{"name": "Open/Permits", "type": "FeatureServer"}]}),
            "/arcgis/rest/services/Open/Permits/FeatureServer": told(layers),
            "/arcgis/rest/services/Open/Permits/FeatureServer/0": told(layer),
        }.get(asked.path)  # fmt: skip

    return "arcgis/rest/services", answers


def ckan(leak):
    def answers(asked):
        if asked.path == "/api/3/action/datastore_search":
            table = asked.query["resource_id"]
            names = [{"name": "aaaa-shown"}, {"name": "bbbb-forgotten"}]
            rows = (
                names if table == "_table_metadata" else [ROW if leak and table.startswith("bbbb") else TOTAL]
            )
            return told({"success": True, "result": {"records": rows}})
        return {
            "/": page('<meta name="generator" content="ckan 2.11"><a href="/dataset">data</a>'),
            "/api/3/action/package_search": told({"success": True, "result": {"count": 1, "results": [
                {"resources": [{"id": "aaaa-shown", "url": "/dataset/shown.csv"}]}]}}),
            "/dataset/shown.csv": b"county,permits\nLake,1120\n",
        }.get(asked.path)  # fmt: skip

    return "", answers


def socrata(leak):
    def answers(asked):
        return {
            "/": (200, {**HTML, "X-Socrata-Region": "x"}, b"<h1>Data</h1>"),
            "/api/catalog/v1": told({"results": [{"resource": {"id": "abcd-0001"}}]}),
            "/api/views/abcd-0001.json": told({"id": "abcd-0001", "modifyingViewUid": "wxyz-0002"}),
            "/resource/abcd-0001.json": told([TOTAL]),
            "/api/views/wxyz-0002.json": told({"id": "wxyz-0002"}),
            "/resource/wxyz-0002.json": told([ROW if leak else TOTAL]),
        }.get(asked.path)

    return "", answers


def metabase(leak):
    card = f"/api/public/dashboard/{UUID}/dashcard/5/card/7"

    def answers(asked):
        return {
            f"/public/dashboard/{UUID}": page("<div id=root>Totals</div>"),
            f"/api/public/dashboard/{UUID}": told({"dashcards": [{"id": 5, "card": {"id": 7}}]}),
            card: told({"data": {"rows": [["Lake", 1120]]}}),
            f"{card}/csv": MEMBER.line.encode() if leak and asked.method == "POST" else None,
        }.get(asked.path)

    return f"public/dashboard/{UUID}", answers


def power_bi(leak):
    cells = [*MEMBER.cells] if leak else ["Lake", "Orange", "2019-01-01", "1120"]
    schema = [{"N": f"G{at}", **({"DN": "D0"} if at == 0 else {})} for at in range(4)]
    part = {
        "PH": [{"DM0": [{"S": schema, "C": [0, *cells[1:]]}, {"C": [], "R": 15}]}],
        "ValueDicts": {"D0": [cells[0]]},
    }
    columns = [{"Name": name} for name in ROW] + [{"Name": "Total", "Measure": {}}]

    def answers(asked):
        home, report = asked.headers["host"], "/public/reports"
        if asked.path == "/view":
            return page(f"<script>var resolvedClusterUri = 'http://{home}/';</script>")
        if asked.headers.get("x-powerbi-resourcekey") != UUID:
            return None
        return {
            f"{report}/{UUID}/modelsAndExploration": told({"models": [{"id": 42}]}),
            f"{report}/conceptualschema": told(
                {"schemas": [{"schema": {"Entities": [{"Name": "t", "Properties": columns}]}}]}
            ),
            f"{report}/querydata": told({"results": [{"result": {"data": {"dsr": {"DS": [part]}}}}]}),
        }.get(asked.path)

    return f"view?r={REPORT}", answers


def tableau(leak):
    config = {"vizql_root": "/vizql/w/Permits/v/Map", "sessionid": "S1", "sheetId": "Map"}
    session = "/vizql/w/Permits/v/Map/sessions/S1/commands/tabdoc"

    def answers(asked):
        underlying = ROW if leak and b"includeAllColumns" in asked.body else TOTAL
        return {
            "/views/Permits/Map": page(f"<textarea id='tsConfigContainer'>{json.dumps(config)}</textarea>"),
            "/views/Permits/Map.csv": b"county,permits\nLake,1120\n",
            "/vizql/w/Permits/v/Map/bootstrapSession/sessions/S1": b'80;{"worldUpdate":{"worksheet":"Counties"}}',
            f"{session}/get-summary-data": told({"rows": [TOTAL]}),
            f"{session}/get-underlying-data": told({"rows": [underlying]}),
        }.get(asked.path)

    return "views/Permits/Map", answers


def superset(leak):
    def answers(asked):
        if asked.path == "/datasource/samples":
            return told({"result": {"data": [ROW if leak else TOTAL]}}) if asked.method == "POST" else None
        return {
            "/superset/dashboard/1/": page("<div id=app data-bootstrap='{}'>Superset</div>"),
            "/api/v1/dashboard/": told({"result": [{"id": 1}]}),
            "/api/v1/chart/": told({"result": [{"id": 3}]}),
            "/api/v1/chart/3/data/": told({"result": [{"data": [TOTAL]}]}),
            "/api/v1/dataset/": told({"result": [{"id": 2}]}),
            "/api/v1/dataset/2": told({"result": {"columns": [{"column_name": "county"}]}}),
        }.get(asked.path)

    return "superset/dashboard/1/", answers


PRODUCTS = {"ArcGIS": arcgis, "CKAN": ckan, "Metabase": metabase, "Power BI": power_bi, "Socrata": socrata,
            "Superset": superset, "Tableau": tableau}  # fmt: skip


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_rows_below_a_view_are_found_and_totals_alone_are_clean(name, index):
    for leak in (True, False):
        place, answers = PRODUCTS[name](leak)
        with serve(answers) as site:
            report = search_sites([site + place], index, KEY, manners=QUICK)
        assert report.people == leak, report.reach
        assert report.verdict is (Verdict.FOUND if leak else Verdict.CLEAN), report.ledger
        if leak:
            ways = {str(step["address"]): step["way"] for step in report.reach}
            assert "product" in {ways[finding.path] for finding in report.findings}


def test_every_adapter_is_tried_here_or_against_the_real_product():
    assert {adapter.name for adapter in ADAPTERS} == {*PRODUCTS, "Datasette"}


def capped_ckan(asked):
    """A data store that gives one row a page, whatever is asked for."""
    if asked.path == "/api/3/action/datastore_search":
        rows = [TOTAL, ROW] if asked.query["resource_id"] == "aaaa-shown" else []
        at = int(asked.query["offset"])
        return told({"success": True, "result": {"records": rows[at : at + 1], "total": len(rows)}})
    return ckan(False)[1](asked)


def capped_superset(asked):
    """Lists and samples of one a page; the record is on the second page of the second dataset."""
    if asked.path == "/api/v1/dataset/":
        at = int(re.search(r"page:(\d+)", asked.query["q"])[1])
        return told({"result": [{"id": 2 + at}], "count": 2})
    if asked.path == "/datasource/samples":
        shown = ROW if asked.query["datasource_id"] == "3" and asked.query["page"] == "2" else TOTAL
        return told({"result": {"data": [shown], "total_count": 2}})
    return superset(False)[1](asked)


@pytest.mark.parametrize(
    ("place", "answers"),
    [("", capped_ckan), ("superset/dashboard/1/", capped_superset)],
    ids=["CKAN", "Superset"],
)
def test_pages_smaller_than_asked_for_are_not_the_end(place, answers, index):
    with serve(answers) as site:
        report = search_sites([site + place], index, KEY, manners=QUICK)
    assert (report.verdict, report.people) == (Verdict.FOUND, 1)


def old_arcgis(asked):
    """A server that knows no further pages, and says so in place of rows."""
    if asked.query.get("resultOffset") == "1":
        return told({"error": {"code": 400, "message": "Pagination is not supported."}})
    return arcgis(False)[1](asked)


def changed_power_bi(asked):
    return told({"error": 1}) if asked.path.endswith("querydata") else power_bi(False)[1](asked)


@pytest.mark.parametrize(
    ("place", "answers", "why"),
    [
        ("arcgis/rest/services", old_arcgis, Why.ROWS),
        (f"view?r={REPORT}", changed_power_bi, Why.PRODUCT),
    ],
    ids=["ArcGIS", "Power BI"],
)
def test_rows_that_could_not_be_had_are_told(place, answers, why, index):
    with serve(answers) as site:
        report = search_sites([site + place], index, KEY, manners=QUICK)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert any(one.trouble == why.value for one in report.ledger)


def test_a_catalogue_that_always_names_another_dataset_comes_to_an_end(index, monkeypatch):
    monkeypatch.setattr(Manners, "pages", 5)  # adapters read the default

    def answers(asked):
        if asked.path.startswith("/api/views/"):
            at = int(asked.path.removesuffix(".json")[-4:]) if asked.path.endswith(".json") else 0
            return told({"modifyingViewUid": f"abcd-{at + 1:04}"})
        return socrata(False)[1](asked)

    with serve(answers) as site:
        report = search_sites([site], index, KEY, manners=QUICK)
    assert (site.rstrip("/"), Why.PAGES.value) in {(one.path, one.trouble) for one in report.ledger}


def test_a_report_whose_data_lie_elsewhere_is_inconclusive(index):
    text = "<script>var resolvedClusterUri = 'http://elsewhere.example.org/';</script>"
    with serve(lambda asked: page(text) if asked.path == "/view" else None) as site:
        report = search_sites([f"{site}view?r={REPORT}"], index, KEY, manners=QUICK)
    assert report.verdict is Verdict.INCONCLUSIVE
    assert any("name that host" in one.trouble for one in report.ledger)


def test_a_compressed_answer_of_power_bi_is_unfolded():
    schema = [{"N": "G0", "DN": "D0"}, {"N": "G1"}, {"N": "M0"}]
    rows = [{"S": schema, "C": [0, "a", 5]}, {"R": 1, "C": ["b", 6]}, {"C": [1, 7], "Ø": 2}]
    part = {"PH": [{"DM0": rows}], "ValueDicts": {"D0": ["Lake", "Orange"]}}
    assert list(powerbi.rows_of(part)) == [["Lake", "a", 5], ["Lake", "b", 6], ["Orange", None, 7]]


def test_settings_are_read_beside_the_visit_where_a_token_is_given(index):
    def answers(asked):
        if asked.path == "/api/card/public":
            return (
                told([{"id": 9, "public_uuid": UUID}])
                if asked.headers.get("x-api-key") == "T"
                else (401, {}, b"")
            )
        return metabase(False)[1](asked)

    with serve(answers) as site:
        report = search_sites([f"{site}public/dashboard/{UUID}"], index, KEY, manners=QUICK, token="T")
    assert [step["says"] for step in report.reach if step["way"] == "setting"] == [
        f"Metabase: card 9 has a public link ({UUID})"
    ]
