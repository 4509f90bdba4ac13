"""Reading a release's declared schema: the names of the columns that may be there."""

import csv
import json
from pathlib import Path

from clerestory.errors import InputError
from clerestory.proof.probe.structure import Schema, declared

_NAMING = ("id", "name", "column", "variable", "field", "code")


def read(path: Path) -> Schema:
    """A JSON data dictionary (ours, Frictionless, CSVW, JSON Schema, a list of names) or a CSV of columns."""
    try:
        text = path.read_text("utf-8-sig")
        names = _of_csv(text) if path.suffix.lower() == ".csv" else sorted(_of_json(json.loads(text)))
    except (OSError, ValueError, csv.Error):
        names = []
    if not names:
        raise InputError(
            f"{path}: no schema; give the release's data dictionary, or a JSON list of column names"
        )
    return declared(names)


def _of_csv(text: str) -> list[str]:
    rows = csv.DictReader(text.splitlines())
    heads = list(rows.fieldnames or ())
    chosen = next(
        (head for wanted in ("column", "name", "id", "variable") for head in heads if head.lower() == wanted),
        None,
    )
    return [row[chosen] for row in rows if row[chosen]] if chosen else heads


def _of_json(found: object) -> set[str]:
    """Every name a dictionary gives to a column, wherever it stands."""
    if isinstance(found, str):
        return {found}
    if isinstance(found, list):
        return {name for one in found for name in _of_json(one)}
    if not isinstance(found, dict):
        return set()
    names = {value for key, value in found.items() if key in _NAMING and isinstance(value, str)}
    for key, value in found.items():
        if key == "properties" and isinstance(value, dict):
            names |= set(value)
        elif isinstance(value, list | dict) and key not in {"codes", "categories", "labels", "enum"}:
            names |= _of_json(value)
    return names
