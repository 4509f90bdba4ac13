"""How a line of each kind of log is written, by its declared kind and the first lines of its files."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import unquote

from clerestory.errors import InputError
from clerestory.governance.incidents.forensics import lines
from clerestory.governance.incidents.forensics.definition import Format
from clerestory.governance.incidents.forensics.files import FIELDS
from clerestory.governance.incidents.forensics.hours import MINUTE_OF_W3C, minute_of
from clerestory.governance.incidents.forensics.lines import (
    DATE,
    TIME,
    Line,
    captured,
    literal,
    matches,
)
from clerestory.governance.incidents.forensics.names import keys_among, keys_of, ours
from clerestory.governance.incidents.forensics.request import Request, request_of

CLOUDFRONT = (
    "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method",
    "cs(Host)", "cs-uri-stem", "sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query",
    "cs(Cookie)", "x-edge-result-type", "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes",
    "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version",
    "fle-status", "fle-encrypted-fields", "c-port", "time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type",
    "sc-content-len", "sc-range-start", "sc-range-end",
)  # fmt: skip
NEEDED = ("time", "peer", "path")
BACKSLASH = "\\"


def line_of(declared: Format, head: Sequence[str]) -> Line:
    """How a file is written, by its declared kind and its first lines."""
    match declared.kind:
        case "combined":
            return _after_combined(declared) if declared.fields else lines.combined()
        case "nginx":
            return _after_combined(declared) if declared.fields else lines.combined_or_main()
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


def _after_combined(declared: Format) -> Line:
    """A server's own format: its ``log_format``, all its fields in order, or those behind the combined ones."""
    if isinstance(declared.fields, str):
        return lines.log_format(declared.fields)
    given = list(declared.fields.values() if isinstance(declared.fields, Mapping) else declared.fields)
    if {"time", "request", "path"} & {ours(name) for name in given}:
        return lines.in_order(given)
    return lines.combined(given)


def _json(declared: Format, head: Sequence[str]) -> Line:
    seen = dict.fromkeys(key for held in _objects(head) for key in _names_in(held))
    told = declared.fields
    fixed = keys_of(told, seen) if isinstance(told, Mapping) and told else None
    keys = fixed or keys_among(seen)
    missing = [name for name in NEEDED if name not in keys and not (name == "path" and "request" in keys)]
    if missing:
        raise InputError(
            f"{declared.files}: no key for {', '.join(missing)} in its lines; name it under fields"
        )

    asked = [_paths(keys[name]) for name in ("time", "peer")]
    asked.append([each for name in ("path", "request") if name in keys for each in _paths(keys[name])])
    return Line(
        _well_json([len(each) for each in asked]), partial(read_object, fixed=fixed), minute_of(_first(1, len(asked[0]))),
        comment="", escapes=BACKSLASH, parsed=_parsed_json([path for each in asked for path in each]),
    )  # fmt: skip


def read_object(line: str, fixed: Mapping[str, str] | None = None) -> Request | None:
    """The request in an object, by the keys that were fixed, or by those that it has itself."""
    try:
        held = json.loads(line)
    except ValueError:
        return None
    if not isinstance(held, dict):
        return None
    texts = {name: _at(held, key) for name, key in (fixed or keys_among(held)).items()}
    return request_of({name: text for name, text in texts.items() if text is not None})


def _parsed_json(paths: Sequence[str]) -> str:
    """SQL: the texts at these paths of an object; null if it is none."""
    found = f"json_extract_string(line, [{', '.join(map(literal, paths))}])"
    return f"case when json_valid(line) and starts_with(ltrim(line), '{{') then {found} end"


def _well_json(ways: Sequence[int]) -> str:
    """SQL: there is a time, a peer and a path; each is looked for in so many ways, one after another."""
    values, at = [], 1
    for many in ways:
        values.append(_first(at, many))
        at += many
    time, *others = values
    there = " and ".join(f"{value} is not null" for value in others)
    return f"parsed is not null and coalesce({matches(TIME, time)}, false) and {there}"


def _first(at: int, many: int) -> str:
    """SQL: the first that is there, of so many texts parsed from there on."""
    return f"coalesce({', '.join(f'parsed[{at + step}]' for step in range(many))})"


def _paths(key: str) -> list[str]:
    """A key as it stands, and where it has dots also as a way through objects."""

    def quoted(part: str) -> str:
        return '"' + part.replace(BACKSLASH, BACKSLASH * 2).replace('"', BACKSLASH + '"') + '"'

    there = [f"$.{quoted(key)}"]
    return [*there, "$." + ".".join(map(quoted, key.split(".")))] if "." in key else there


def _objects(head: Sequence[str]) -> Iterator[Mapping[str, object]]:
    for line in head:
        try:
            held = json.loads(line)
        except ValueError:
            continue
        if isinstance(held, dict):
            yield held


def _names_in(held: Mapping[str, object], above: str = "") -> Iterator[str]:
    """The keys of an object, and of objects in it with dots between."""
    for key, value in held.items():
        yield f"{above}{key}"
        if isinstance(value, dict):
            yield from _names_in(value, f"{above}{key}.")


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
    told = [line.partition(":")[2].split() for line in head if line.startswith(FIELDS)]
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
        for name in ("agent", "forwarded"):
            texts[name] = _text(texts.get(name, ""), separator)
        return request_of(texts)

    well = matches(_row(names, separator))
    minute = MINUTE_OF_W3C if (day, at.get("time")) == (0, 1) else minute_of("parsed")
    return Line(well, read, minute, parsed=_time_of(at.get("time", -1), day, separator), has_header=True)


def _time_of(clock: int, day: int, separator: str) -> str:
    """SQL: the time of a row, from its columns of the day and the clock."""
    told = [f"split_part(line, {literal(separator)}, {at + 1})" for at in (day, clock) if at >= 0]
    return " || 'T' || ".join(told) or "''"


def _row(names: Sequence[str], separator: str) -> str:
    """A whole row: dates, clocks, statuses and sizes as such; more columns than were told may follow."""
    gap, other = (r"\t", r"[^\t]+") if separator == "\t" else (" ", "[^ ]+")
    clock = lines.CLOCK if "date" in names else TIME
    kinds = {"date": DATE, "time": clock, "status": r"(?:\d{1,3}|-)", "bytes": r"(?:\d+|-)"}
    cells = [kinds.get(name if name == "date" else ours(name) or "", other) for name in names]
    pattern, repeated = cells[0], 0
    for cell, following in zip(cells[1:], [*cells[2:], ""], strict=True):
        repeated += 1
        if cell != following:
            pattern += f"(?:{gap}{cell}){{{repeated}}}"
            repeated = 0
    return f"{pattern}(?:{gap}{other})*"


def _w3c(cell: str) -> str:
    return "" if cell == "-" else cell


def _text(text: str, separator: str) -> str:
    """CloudFront writes free text in percent, IIS with plus signs for spaces."""
    return unquote(unquote(text)) if separator == "\t" else text.replace("+", " ")


def _csv(declared: Format, head: Sequence[str]) -> Line:
    header, told = next(csv.reader(head[:1]), []), declared.fields
    is_header = bool({"time", "peer", "path"} & set(keys_among(header)))
    if isinstance(told, Mapping) and told:
        keys = keys_of(told, dict.fromkeys(header))
    elif told and not is_header:
        header = told.split(",") if isinstance(told, str) else list(told)
        keys = keys_among(header)
    else:
        keys = keys_among(header)
    at = {our: header.index(theirs) for our, theirs in keys.items() if theirs in header}
    if missing := [name for name in NEEDED if name not in at]:
        raise InputError(
            f"{declared.files}: no column for {', '.join(missing)} in its first line; name it under fields"
        )

    def read(line: str) -> Request | None:
        cells = next(csv.reader([line]), [])
        if len(cells) != len(header):
            return None
        texts = {our: cells[column] for our, column in at.items() if cells[column]}
        if texts.get("request_id", "").isdigit():  # the serial of a row: no other log knows it
            texts["request_id"] = f"row {texts['request_id']}"
        return request_of({"method": "GET", **texts})

    is_head = is_header or (isinstance(told, Mapping) and bool(told))
    comment = head[0] if head and is_head else ""
    row = _csv_row(header, at)
    return Line(matches(row), read, minute_of("parsed"), comment, parsed=captured(row, 1))


def _csv_row(header: Sequence[str], at: Mapping[str, int]) -> str:
    cell = r'(?:"(?:[^"]|"")*"|[^",]*)'
    cells = [cell] * len(header)
    cells[at["time"]] = f'"?({TIME})"?'
    cells[at["peer"]] = r'(?:"[^"]+"|[^",]+)'
    return ",".join(cells)
