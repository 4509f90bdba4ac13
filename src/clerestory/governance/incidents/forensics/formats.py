"""How a line of each kind of log is written: a pattern that tells well-formed lines, and a reader of one line.

The pattern is understood alike by DuckDB (RE2, over all lines) and by Python (over the few that matter).
"""

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics.definition import Format
from clerestory.governance.incidents.forensics.names import keys_among, keys_of, ours
from clerestory.governance.incidents.forensics.request import Request, request_of

QUOTED = r'"((?:[^"\\]|\\.)*)"'
COMMON = rf"(\S+) \S+ [^\[]*\[([^\]]+)\] {QUOTED} (\d{{3}}) (\d+|-)"
COMMON_NAMES = ("peer", "time", "request", "status", "bytes")
COMBINED_NAMES = (*COMMON_NAMES, "", "agent")
CLOUDFRONT = (
    "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method",
    "cs(Host)", "cs-uri-stem", "sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query",
    "cs(Cookie)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes",
    "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version",
    "fle-status", "fle-encrypted-fields", "c-port", "time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type",
    "sc-content-len", "sc-range-start", "sc-range-end",
)  # fmt: skip
# SQL for the hour of a line, as written: of its day and hour nothing is asked but whether they stand anywhere
HOUR_OF_CLF = "substr(line, strpos(line, '[') + 1, 14)"
HOUR_OF_W3C = "left(line, 13)"
HOUR_ANYWHERE = "regexp_extract(line, '\\d{4}-\\d{2}-\\d{2}.\\d{2}')"
NEEDED = ("time", "peer", "path")


@dataclass(frozen=True)
class Line:
    """How the lines of one file are written."""

    pattern: str  # matches a whole well-formed line
    read: Callable[[str], Request | None]
    hour: str
    comment: str = "#"  # lines that begin so are no requests
    escapes: str = ""  # what shows that a path may be written in another way than by percent


def line_of(declared: Format, head: Sequence[str]) -> Line:
    """How a file is written, by its declared kind and its first lines."""
    match declared.kind:
        case "combined":
            return _by_pattern(rf"{COMMON}(?: {QUOTED} {QUOTED})?", COMBINED_NAMES)
        case "nginx":
            return _nginx(declared)
        case "json":
            return _json(declared, head)
        case "cloudfront":
            return _columns(_named(declared, head) or CLOUDFRONT, "\t")
        case "iis":
            if not (names := _named(declared, head)):
                raise InputError(
                    f"{declared.files}: no #Fields line among the first lines; give the columns as fields"
                )
            return _columns(names, " ")
        case "tableau":
            return _csv(declared, head)


def _by_pattern(pattern: str, names: Sequence[str]) -> Line:
    whole = re.compile(pattern)

    def read(line: str) -> Request | None:
        found = whole.fullmatch(line)
        if found is None:
            return None
        texts = {
            name: _unescaped(text) for name, text in zip(names, found.groups(), strict=True) if name and text
        }
        return request_of(texts)

    return Line(pattern, read, HOUR_OF_CLF if r"\[" in pattern else HOUR_ANYWHERE)


def _unescaped(text: str) -> str:
    return text if "\\" not in text else re.sub(r'\\(["\\])', r"\1", text)


def _nginx(declared: Format) -> Line:
    if isinstance(declared.fields, str):
        return _log_format(declared.fields)
    given = list(declared.fields)
    named = [ours(name) or "" for name in given]
    if not given:  # combined, and what the usual "main" format adds
        return _by_pattern(
            rf"{COMMON} {QUOTED} {QUOTED}(?: {QUOTED})?(?: .*)?", (*COMBINED_NAMES, "forwarded")
        )
    if "time" in named or "request" in named:
        return _log_format(" ".join(_quoted(name) for name in given))
    more = "".join(r' (?:"((?:[^"\\]|\\.)*)"|(\S+))' for _ in given)
    names = [*COMBINED_NAMES, *(name for name in named for _ in range(2))]
    return _by_pattern(rf"{COMMON} {QUOTED} {QUOTED}{more}", names)


def _quoted(name: str) -> str:
    """A name as it stands in nginx's own formats: times in brackets, free text in quotes."""
    match ours(name):
        case "time" if "local" in name:
            return f"[${name}]"
        case "request" | "agent" | "forwarded":
            return f'"${name}"'
        case _:
            return f"${name}"


def _log_format(text: str) -> Line:
    """nginx's ``log_format``: variables in the text that stands between them."""
    pieces = re.split(r"\$(\w+)", text.strip("'"))
    pattern, names = "", []
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            pattern += _literal(piece)
            continue
        after = pieces[at + 1][:1]
        inside = {'"': r'(?:[^"\\]|\\.)*', "]": r"[^\]]*", "'": r"[^']*"}.get(after, r"\S*")
        pattern += f"({inside})"
        names.append(ours(piece) or "")
    if not {"time", "peer"} <= set(names):
        raise InputError(
            "formats: the log_format holds no time or no remote address; give the one the server writes"
        )
    return _by_pattern(pattern, names)


def _literal(text: str) -> str:
    """Escaped alike for RE2 and Python."""
    return "".join(char if char.isalnum() or char in " \"'-_:,=" else f"\\{char}" for char in text)


def _json(declared: Format, head: Sequence[str]) -> Line:
    keys = keys_of(declared.fields) if isinstance(declared.fields, Mapping) and declared.fields else None
    if keys is None:
        keys = keys_among(_first_object(head))
    missing = [name for name in NEEDED if name not in keys and not (name == "path" and "request" in keys)]
    if missing:
        raise InputError(
            f"{declared.files}: no key for {', '.join(missing)} in its lines; name it under fields"
        )

    def read(line: str) -> Request | None:
        try:
            held = json.loads(line)
        except ValueError:
            return None
        if not isinstance(held, dict):
            return None
        texts = {name: _at(held, key) for name, key in keys.items()}
        return request_of({name: text for name, text in texts.items() if text is not None})

    return Line(r"\s*\{.*\}\s*", read, HOUR_ANYWHERE, comment="", escapes="\\u")


def _first_object(head: Sequence[str]) -> Sequence[str]:
    for line in head:
        try:
            held = json.loads(line)
        except ValueError:
            continue
        if isinstance(held, dict):
            return list(held)
    return []


def _at(held: object, key: str) -> str | None:
    """The text at a key, which may be a path with dots."""
    if isinstance(held, dict) and key in held:
        found = held[key]
    else:
        found = held
        for part in key.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, list):
        found = ", ".join(map(str, found))
    return None if found is None or isinstance(found, dict) else str(found)


def _named(declared: Format, head: Sequence[str]) -> Sequence[str]:
    """The columns of a W3C log: as its own #Fields line says, or as declared."""
    told = [line.partition(":")[2].split() for line in head if line.startswith("#Fields:")]
    if told:
        return told[0]
    return declared.fields.split() if isinstance(declared.fields, str) else list(declared.fields)


def _columns(names: Sequence[str], separator: str) -> Line:
    at = {our: names.index(theirs) for our, theirs in keys_among(names).items()}
    day = names.index("date") if "date" in names else -1

    def read(line: str) -> Request | None:
        cells = line.split(separator)
        if len(cells) < len(names):
            return None
        texts = {our: _w3c(cells[column]) for our, column in at.items()}
        if day >= 0:
            texts["time"] = f"{cells[day]}T{texts.get('time', '')}"
        texts["agent"] = _agent(texts.get("agent", ""), separator)
        return request_of(texts)

    cell = f"[^{separator if separator != chr(9) else chr(92) + 't'}]+"
    gap = r"\t" if separator == "\t" else " "
    date = r"\d{4}-\d{2}-\d{2}" if day == 0 else cell
    return Line(
        f"{date}(?:{gap}{cell}){{{len(names) - 1},}}", read, HOUR_OF_W3C if day == 0 else HOUR_ANYWHERE
    )


def _w3c(cell: str) -> str:
    return "" if cell == "-" else cell


def _agent(text: str, separator: str) -> str:
    """CloudFront writes agents in percent, IIS with plus signs for spaces."""
    return unquote(unquote(text)) if separator == "\t" else text.replace("+", " ")


def _csv(declared: Format, head: Sequence[str]) -> Line:
    header = next(csv.reader(head[:1]), [])
    keys = (
        keys_of(declared.fields)
        if isinstance(declared.fields, Mapping) and declared.fields
        else keys_among(header)
    )
    at = {our: header.index(theirs) for our, theirs in keys.items() if theirs in header}
    if missing := [name for name in NEEDED if name not in at]:
        raise InputError(
            f"{declared.files}: no column for {', '.join(missing)} in its first line; name it under fields"
        )

    def read(line: str) -> Request | None:
        cells = next(csv.reader([line]), [])
        if len(cells) != len(header):
            return None
        return request_of(
            {"method": "GET", **{our: cells[column] for our, column in at.items() if cells[column]}}
        )

    cell = r'(?:"(?:[^"]|"")*"|[^",]*)'
    return Line(
        f"{cell}(?:,{cell}){{{len(header) - 1}}}", read, HOUR_ANYWHERE, comment=head[0] if head else ""
    )
