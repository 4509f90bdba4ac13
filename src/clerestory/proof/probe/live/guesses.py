"""What strangers try beside what is linked: backups, other formats, earlier versions, folders; no I/O."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from clerestory.proof.probe.live.exchange import Answer
from clerestory.proof.probe.live.links import is_listing

ROOTS = (
    "robots.txt", "sitemap.xml", "sitemap_index.xml", "sitemap.xml.gz", ".git/HEAD", ".svn/entries", ".hg/requires",
    ".env", ".DS_Store", ".well-known/security.txt", "backup.zip", "site.zip", "www.zip", "data.zip", "backup.tar.gz",
    "backup.sql", "dump.sql", "database.sql", "db.sqlite3", "data.db", "data.csv", "data.json", "export.csv", "export.json",
    "data/", "api/", "backup/", "export/", "exports/", "files/", "uploads/", "downloads/", "tmp/", "old/",
    "swagger.json", "openapi.json", "asset-manifest.json", "manifest.json", "server-status", "phpinfo.php",
    "-/versions.json", "api/3/action/status_show", "arcgis/rest/services", "server/rest/services", "api/views.json",
)  # fmt: skip
_BACKUPS = ("~", ".bak", ".old", ".orig", ".save", ".tmp", ".copy", ".1", ".zip", ".gz", ".tar.gz")
_FORMATS = {
    "table": (".csv", ".json", ".xlsx", ".parquet", ".zip", ".db", ".sqlite", ".tsv", ".geojson"),
    "workbook": (".xlsx", ".xls", ".twbx", ".pbix", ".csv"),
}
_TABLES = frozenset(
    {"csv", "json", "tsv", "xlsx", "xls", "parquet", "geojson", "ods", "db", "sqlite", "arrow", "feather"}
)
_WORKBOOKS = frozenset({"pdf", "twb", "twbx", "pbix", "pptx", "docx", "png"})
_SIZES = frozenset(
    {
        "limit",
        "rows",
        "size",
        "per_page",
        "page_size",
        "pagesize",
        "count",
        "top",
        "max",
        "$top",
        "$limit",
        "_size",
        "n",
    }
)
_PAGES = frozenset({"page", "offset", "start", "skip", "$offset", "$skip"})
_WHOLE = ("format=csv", "format=json", "download=1", "all=1", "limit=100000", "raw=1")
_NUMBER = re.compile(r"(?<![0-9])(\d{1,4})(?![0-9])")
_LARGE = "100000"


def beside(answer: Answer) -> Iterator[str]:
    """Addresses beside one that answered."""
    parts = urlsplit(answer.address)
    folder, _, name = parts.path.rpartition("/")
    if is_listing(answer):
        return
    yield urljoin(answer.address, ".")
    if name and not parts.query:
        plain = SplitResult(parts.scheme, parts.netloc, parts.path, "", "").geturl()
        yield from _files(plain, name)
    elif folder and not parts.query:
        stem = SplitResult(parts.scheme, parts.netloc, folder, "", "").geturl()
        yield from (f"{stem}{ending}" for ending in (".zip", ".tar.gz", ".csv", ".json"))
    if parts.query:
        yield from _otherwise_asked(parts)
    elif _gives_data(answer):
        yield from (f"{answer.address}?{query}" for query in _WHOLE)


def _files(address: str, name: str) -> Iterator[str]:
    stem, dot, ending = name.rpartition(".")
    yield from (address + added for added in _BACKUPS)
    yield f"{address.removesuffix(name)}.{name}.swp"
    if not dot:
        yield from (address + other for other in (".csv", ".json", ".xlsx"))
        return
    group = "table" if ending.lower() in _TABLES else "workbook" if ending.lower() in _WORKBOOKS else ""
    begin = address.removesuffix(name) + stem
    yield from (begin + other for other in _FORMATS.get(group, ()) if other != f".{ending}")
    if ending.lower() in {"js", "mjs", "css"}:
        yield f"{address}.map"
    if group:
        yield from (
            f"{begin}{added}.{ending}" for added in ("_full", "_raw", "_old", "_final", "-backup", "_all")
        )
        yield from _versions(address.removesuffix(name), name)


def _versions(folder: str, name: str) -> Iterator[str]:
    """The same name with the number before or after: v2 and v3, 2021 and 2022."""
    for found in _NUMBER.finditer(name):
        number = int(found[1])
        for other in (number - 1, number - 2, number + 1):
            if other >= 0:
                yield f"{folder}{name[: found.start()]}{other:0{len(found[1])}d}{name[found.end() :]}"


def _otherwise_asked(parts: SplitResult) -> Iterator[str]:
    """The same question, asked for more: larger pages, the neighbour's number, no question at all."""
    asked = parse_qsl(parts.query, keep_blank_values=True)
    bare = SplitResult(parts.scheme, parts.netloc, parts.path, "", "").geturl()
    yield bare
    for at, (name, value) in enumerate(asked):
        for other in _other_values(name.lower(), value):
            yield f"{bare}?{urlencode([*asked[:at], (name, other), *asked[at + 1 :]])}"
    if not any(name.lower() in _SIZES for name, _ in asked):
        yield f"{bare}?{urlencode([*asked, ('limit', _LARGE)])}"
    if not any(name.lower() == "format" for name, _ in asked):
        yield f"{bare}?{urlencode([*asked, ('format', 'csv')])}"


def _other_values(name: str, value: str) -> Iterator[str]:
    if name in _SIZES:
        yield _LARGE
    elif name in _PAGES:
        yield "0"
    elif value.isdecimal() and len(value) < 12:
        yield from (
            str(other)
            for other in dict.fromkeys((int(value) + 1, max(int(value) - 1, 0), 1))
            if str(other) != value
        )
    elif name in {
        "all",
        "raw",
        "detail",
        "details",
        "full",
        "download",
        "hidden",
        "admin",
        "debug",
        "records",
    }:
        yield "1" if value in {"0", ""} else "true"


def _gives_data(answer: Answer) -> bool:
    return (
        answer.kind in {"application/json", "text/csv", "application/geo+json"}
        or "/api/" in urlsplit(answer.address).path
    )
