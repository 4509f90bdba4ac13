"""Tableau Server: a viewer's session, its commands, and the downloads of workbook and revisions.

The documented export of a view is its summary. A session also answers for the underlying rows, the
crosstab of every sheet (the hidden ones too) and, where workbooks may be downloaded, the extract itself.
https://help.tableau.com/current/pro/desktop/en-us/export.htm, .../current/server/en-us/permissions_capabilities.htm
"""

import json
import re
import secrets
from collections.abc import Generator, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from clerestory.proof.probe.live.adapters.adapter import (
    Adapter,
    Step,
    Steps,
    each,
    get,
    read,
    root_of,
    with_token,
)
from clerestory.proof.probe.live.exchange import Answer, Gap, Request, Setting, Way, Why

_VIEW = re.compile(r"(https?://[^/?#]+)((?:/t/[^/?#]+)?)/views/([^/?#]+)/([^/?#.]+)")
_CONFIG = re.compile(rb"""<textarea[^>]*id=["']tsConfigContainer["'][^>]*>(.*?)</textarea>""", re.DOTALL)
_ALL = "0"  # rows: no limit
_REVISIONS = 3


def recognise(answer: Answer) -> str:
    """By the address of a view."""
    found = _VIEW.match(answer.address)
    return found[0] if found and answer.given else ""


def visit(base: str) -> Steps:
    """Files first, then a session and its commands."""
    found = _VIEW.match(base)
    if found is None:
        return
    server, site, workbook, _ = found.groups()
    yield from _files(base, f"{server}{site}/workbooks/{workbook}")
    page = yield get(f"{base}?:embed=y&:showVizHome=no", "the view as others embed it")
    config = _config(page)
    if config is None:
        yield Gap(base, Why.PRODUCT)
        return
    session = f"{server}{config.get('vizql_root', '')}"
    key = str(config.get("sessionid", ""))
    begun = yield _command(
        f"{session}/bootstrapSession/sessions/{key}",
        "the session's first answer",
        {"sheet_id": str(config.get("sheetId", ""))},
    )
    if not begun.given:
        yield Gap(base, Why.PRODUCT)
        return
    yield from _sheets(session, key, begun, unquote(str(config.get("sheetId", ""))))
    yield from _crosstabs(session, key)


def _files(view: str, workbook: str) -> Steps:
    for ending in ("csv", "pdf", "png"):
        yield get(f"{view}.{ending}", f"the view as {ending}")
    for ending in ("twbx", "twb"):
        yield get(f"{workbook}.{ending}", "the workbook")
        yield get(f"{workbook}?format={ending}", "the workbook")
    for revision in range(1, _REVISIONS + 1):
        yield get(f"{workbook}?format=twbx&rev={revision}", "an earlier revision of the workbook")


def _config(page: Answer) -> dict[str, Any] | None:
    found = _CONFIG.search(page.content)
    try:
        told = json.loads(unescape(found[1].decode("utf-8", "replace"))) if found else None
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _sheets(session: str, key: str, begun: Answer, dashboard: str) -> Steps:
    place = f"{session}/sessions/{key}/commands/tabdoc"
    for sheet in sorted(set(_worksheets(begun.content))):
        visual = json.dumps(
            {"worksheet": sheet, "dashboard": dashboard, "flipboardZoneId": 0, "storyPointId": 0}
        )
        asked = {"maxRows": _ALL, "visualIdPresModel": visual}
        yield _command(f"{place}/get-summary-data", "summary data of a sheet", asked)
        yield _command(
            f"{place}/get-underlying-data",
            "underlying data of a sheet",
            {**asked, "includeAllColumns": "true"},
        )
        view = quote(json.dumps({"worksheet": sheet, "dashboard": dashboard}))
        yield get(
            f"{session}/viewData/sessions/{key}/views/{quote(sheet)}?maxrows={_ALL}&viz={view}",
            "view data of a sheet",
        )
    for view_id in sorted(set(_views(begun.content))):
        for form, what in (("vudcsv", "underlying data as text"), ("vcsv", "summary data as text")):
            yield get(f"{session}/{form}/sessions/{key}/views/{quote(view_id)}?csv=true&showall=true", what)


def _worksheets(content: bytes) -> Iterator[str]:
    """The names of worksheets, wherever the session's answer says them."""
    for found in re.finditer(rb'"worksheet(?:Name)?"\s*:\s*("(?:[^"\\]|\\.)*")', content):
        yield from (name for name in [_unquoted(found[1])] if name)


def _views(content: bytes) -> Iterator[str]:
    """The numbers of views, which older commands want."""
    for found in re.finditer(rb'"viewId"\s*:\s*("?[\w-]+"?)', content):
        yield found[1].decode().strip('"')


def _unquoted(word: bytes) -> str:
    try:
        return str(json.loads(word))
    except ValueError:
        return ""


def _crosstabs(session: str, key: str) -> Steps:
    place = f"{session}/sessions/{key}/commands/tabsrv"
    listed = yield _command(
        f"{place}/export-crosstab-server-dialog", "the list of crosstabs", {"thumbnailUris": "{}"}
    )
    for found in sorted(set(re.findall(rb'"sheetdocId"\s*:\s*"([^"]+)"', listed.content))):
        asked = {
            "sheetdocId": found.decode("utf-8", "replace"),
            "useTabs": "true",
            "sendNotifications": "true",
        }
        told = yield _command(f"{place}/export-crosstab-to-csvserver", "the crosstab of a sheet", asked)
        for name in re.findall(rb'"(?:tempfileKey|resultKey)"\s*:\s*"([^"]+)"', told.content):
            address = (
                f"{session}/tempfile/sessions/{key}/?key={quote(name.decode())}&keepfile=yes&attachment=yes"
            )
            yield get(address, "the crosstab of a sheet, as a file")


def _command(address: str, what: str, fields: dict[str, str]) -> Request:
    """A command of the session: a form in several parts."""
    edge = secrets.token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = "".join([*parts, f"--{edge}--\r\n"]).encode()
    return Request(
        address, Way.PRODUCT, "POST", body, {"Content-Type": f"multipart/form-data; boundary={edge}"}, what
    )


def settings(base: str, token: str) -> Steps:
    """What guests and all users may do with the workbook: ``token`` is a site's id and a session's, site:token."""
    site, _, key = token.partition(":")
    headers = {"X-Tableau-Auth": key, "Accept": "application/json"}
    place = f"{root_of(base)}/api/3.19/sites/{site}"
    name = unquote(urlsplit(base).path.split("/views/")[-1].split("/")[0])
    found = yield with_token(f"{place}/workbooks?filter=contentUrl:eq:{quote(name)}", "the workbook", headers)
    for workbook in each(read(found), "workbooks", "workbook"):
        yield from _capabilities(f"{place}/workbooks/{workbook.get('id')}/permissions", headers)


def _capabilities(address: str, headers: dict[str, str]) -> Generator[Step, Answer, None]:
    for grant in each(
        read((yield with_token(address, "permissions", headers))), "permissions", "granteeCapabilities"
    ):
        who = "a user" if "user" in grant else "a group"
        for one in each(grant, "capabilities", "capability"):
            if one.get("mode") == "Allow" and one.get("name") in {
                "ExportData",
                "ViewUnderlyingData",
                "ExportXml",
            }:
                yield Setting(address, "Tableau", f"{who} ({_named(grant)}) may: {one['name']}")


def _named(grant: dict[str, Any]) -> str:
    for kind in ("user", "group"):
        if isinstance(grant.get(kind), dict):
            return str(grant[kind].get("id", ""))
    return ""


ADAPTER = Adapter("Tableau", recognise, visit, settings)
