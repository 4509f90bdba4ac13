"""Datasette: every table and view of every database, also those that its pages hide; downloads; SQL.

``hidden`` hides a table from pages only. Whoever may run SQL may read every table, also one whose page
is refused. https://docs.datasette.io/en/stable/pages.html, .../json_api.html, .../authentication.html
"""

import re
from collections.abc import Generator
from typing import Any
from urllib.parse import quote, urlencode

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
from clerestory.proof.probe.live.exchange import Answer, Gap, Setting, Why
from clerestory.proof.probe.live.hosts import absolute
from clerestory.proof.probe.live.manners import Manners

_STATIC = re.compile(rb"""(?:href|src)=["']([^"']*?)-/static/(?:app\.css|datasette|table\.js)""")
_NAMES = "select name from sqlite_master where type in ('table', 'view') order by name"
_PAGE = 1000


def recognise(answer: Answer) -> str:
    """By its style sheet, its footer, or its own list of versions."""
    if answer.address.endswith("/-/versions.json") and isinstance(read(answer), dict):
        return answer.address.removesuffix("-/versions.json") if "datasette" in read(answer) else ""
    static = _STATIC.search(answer.content[: 1 << 16]) if answer.is_page else None
    if static:
        return absolute(answer.address, static[1].decode("utf-8", "replace") or "./")
    return absolute(answer.address, "/") if answer.is_page and b"datasette.io" in answer.content else ""


def visit(base: str) -> Steps:
    """Databases, their tables and queries, the files themselves, and what SQL gives beyond."""
    for page in ("versions", "metadata", "config", "settings", "plugins"):
        yield get(f"{base}-/{page}.json", f"Datasette's {page}")
    listed = read((yield get(f"{base}-/databases.json", "the list of databases")))
    names = [str(one["name"]) for one in each({"all": listed}, "all") if "name" in one]
    index = read((yield get(f"{base}.json", "the front page's data")))
    names += [str(one.get("name", "")) for one in each(index, "databases")]
    names += (
        [name for name in index if isinstance(index[name], dict) and "tables_count" in index[name]]
        if isinstance(index, dict)
        else []
    )
    for name in dict.fromkeys(name for name in names if name):
        yield from _database(base, name)


def _database(base: str, name: str) -> Steps:
    place = base + quote(name, safe="~")
    told = read((yield get(f"{place}.json", "the database's list of tables, with the hidden ones")))
    yield get(f"{place}.db", "the whole database file")
    reached: set[str] = set()
    for table in [*each(told, "tables"), *_named(told, "views")]:
        hidden = " hidden" if table.get("hidden") else ""
        whole = yield from _rows(f"{place}/{_segment(str(table['name']))}", f"every row of a{hidden} table")
        reached |= {str(table["name"])} if whole else set()
    for query in each(told, "queries"):
        address = f"{place}/{quote(str(query.get('name', '')), safe='~')}"
        yield get(f"{address}.json?_shape=objects", "a stored query")
    yield from _by_sql(place, reached)
    yield Covered(place)


def _named(told: object, key: str) -> list[dict[str, Any]]:
    """Views are a list of names, or of objects."""
    found = told.get(key, []) if isinstance(told, dict) else []
    return [one if isinstance(one, dict) else {"name": one} for one in found]


def _segment(name: str) -> str:
    """Datasette's own escaping of names in paths (tilde encoding)."""
    return "".join(
        sign
        if sign.isascii() and (sign.isalnum() or sign in "_-")
        else "".join(f"~{byte:02X}" for byte in sign.encode())
        for sign in name
    ).replace("~20", "+")


def _rows(address: str, what: str) -> Generator[Step, Answer, bool]:
    """Every row: streamed as CSV where that is allowed, else page by page; whether they were had."""
    answer = yield get(f"{address}.csv?_stream=on&_size=max", what)
    if answer.given:
        return True
    further = f"{address}.json?_size=max&_shape=objects"
    for _ in range(Manners.rows):
        told = read((yield get(further, f"{what}, page by page")))
        if not isinstance(told, dict):
            return False
        if not told.get("next"):
            return True
        further = f"{address}.json?_size=max&_shape=objects&{urlencode({'_next': told['next']})}"
    yield Gap(address, Why.ROWS)
    return True


def _by_sql(place: str, reached: set[str]) -> Steps:
    """What SQL gives that no page gives."""
    for form in (f"{place}/-/query.json", f"{place}.json"):
        answer = yield get(
            f"{form}?{urlencode({'sql': _NAMES, '_shape': 'objects'})}", "the names of all tables, by SQL"
        )
        rows = each(read(answer), "rows")
        if rows:
            break
    else:
        return
    if within(read(answer), "truncated"):
        yield Gap(form, Why.ROWS)
    for name in [str(row.get("name")) for row in rows]:
        if name not in reached and not name.startswith("sqlite_"):
            yield from _selected(form, name)


def _selected(form: str, name: str) -> Steps:
    quoted = '"' + name.replace('"', '""') + '"'
    had = 0
    for _ in range(Manners.rows):
        sql = f"select * from {quoted} limit {_PAGE} offset {had}"  # noqa: S608  (the asked server's own names)
        answer = yield get(
            f"{form}?{urlencode({'sql': sql, '_shape': 'objects'})}", "a table whose page is refused, by SQL"
        )
        told = read(answer)
        got = len(each(told, "rows"))
        had += got
        if not got or (got < _PAGE and not within(told, "truncated")):
            return
    yield Gap(form, Why.ROWS)


def settings(base: str, token: str) -> Steps:
    """What the configuration allows to everybody."""
    headers = {"Authorization": f"Bearer {token}"}
    told = read((yield with_token(f"{base}-/settings.json", "settings", headers)))
    for name, what in (
        ("default_allow_sql", "run SQL"),
        ("allow_download", "download database files"),
        ("allow_csv_stream", "stream whole tables"),
    ):
        if isinstance(told, dict) and told.get(name):
            yield Setting(f"{base}-/settings.json", "Datasette", f"everybody may {what} ({name})")
    metadata = read((yield with_token(f"{base}-/metadata.json", "metadata", headers)))
    if isinstance(metadata, dict) and "allow" not in metadata:
        yield Setting(
            f"{base}-/metadata.json", "Datasette", "no permission is asked for the instance as a whole"
        )


ADAPTER = Adapter("Datasette", recognise, visit, settings)
