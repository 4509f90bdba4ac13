"""JSON Schemas of a project's files for editors, made from the dataclasses that read them.

``python -m clerestory.project.schema`` writes them beside this module; a test compares.
"""

import json
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from clerestory.project.declaration import PeopleFile, ProjectFile, SourceFile, TablesFile
from clerestory.project.decode import Member, members
from clerestory.project.linked import LinkedFile
from clerestory.project.model import Policy
from clerestory.project.pages import Home, Page

FOLDER = Path(__file__).parent / "schemas"
KINDS: Mapping[str, type] = {
    "project": ProjectFile,
    "policy": Policy,
    "people": PeopleFile,
    "source": SourceFile,
    "tables": TablesFile,
    "home": Home,
    "page": Page,
    "linked": LinkedFile,
}


def schemas() -> Mapping[str, str]:
    """The text of every schema, by its file name."""
    return {
        f"{name}.json": json.dumps(_file(name, kind), indent=2, ensure_ascii=False) + "\n"
        for name, kind in KINDS.items()
    }


def write_schemas(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _file(name: str, kind: type) -> dict[str, object]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Clerestory: {name}",
        **_record(kind),
    }


def _record(kind: type) -> dict[str, object]:
    keys = members(kind)
    described: dict[str, object] = {"description": (kind.__doc__ or "").partition("\n")[0]}
    return {
        **described,
        "type": "object",
        "additionalProperties": False,
        "required": [member.key for member in keys if member.required],
        "properties": {member.key: _property(member) for member in keys},
    }


def _property(member: Member) -> dict[str, object]:
    schema = _type(member.type)
    if member.about:
        schema = {**schema, "description": member.about}
    if isinstance(member.default, str | int | bool) and not isinstance(member.default, Enum):
        schema["default"] = member.default
    return schema


_PLAIN: Mapping[object, dict[str, object]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
}


def _type(kind: Any) -> dict[str, object]:  # noqa: ANN401
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        branches = [_type(part) for part in parts if part is not NoneType]
        return branches[0] if len(branches) == 1 else {"anyOf": branches}
    if origin is tuple:
        return {"type": "array", "items": _type(parts[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _type(parts[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    return _record(kind) if is_dataclass(kind) and isinstance(kind, type) else dict(_PLAIN[kind])


if __name__ == "__main__":
    write_schemas(FOLDER)
