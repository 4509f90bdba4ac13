"""The reference of a project's files in Markdown, made from the dataclasses that read them.

``python -m clerestory.project.reference FILE`` writes it; a test compares.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from clerestory.project.checks.words import ANYWHERE, OF_A_FIGURE
from clerestory.project.declaration import PeopleFile, ProjectFile, SourceFile, TablesFile
from clerestory.project.decode import Member, members
from clerestory.project.linked import LinkedFile
from clerestory.project.model import Policy
from clerestory.project.pages import Home, Page
from clerestory.vocabulary.roles import Role

_FILES: tuple[tuple[str, type], ...] = (
    ("project.toml", ProjectFile),
    ("policy.toml", Policy),
    ("people.toml", PeopleFile),
    ("sources/<collection>.toml", SourceFile),
    ("tables/<collection>.toml", TablesFile),
    ("pages/home.toml", Home),
    ("pages/<page>.toml", Page),
    ("spec.toml", LinkedFile),
)

_OPENING = """\
# The files of a project

<!-- Made by `python -m clerestory.project.reference`; do not edit. -->

A project is a folder of TOML and CSV files. Every key is listed here; any other key is an error.
`clerestory check DIR` tells everything that is wrong, with file, line and remedy, and compares the
project with the vault. JSON Schemas for editors lie in `src/clerestory/project/schemas/`.
"""

_CLOSING = """\
## `hierarchies/<name>.csv`

`code,parent` or `code,parent,label`, one category a line. Every code has one parent; every way up ends
at `Total`, which needs no line. The codes without children are the values of the column, as text.

## `denominators/<name>.csv`

`code,value`: the residents of each category of a place variable, for rates per 100,000.

## Placeholders

In a page's words: {anywhere}. In its summary and the words of its charts also, for the first figure,
`{{figure}}` or `{{1}}`, and {of_a_figure}; for the second `{{2}}`, `{{2.previous}}`, and so on.

## Roles

{roles}. A person may hold several; those that sign a release are held by different people.
"""


def reference() -> str:
    """The whole page."""
    closing = _CLOSING.format(
        anywhere=_list(ANYWHERE),
        of_a_figure=_list(OF_A_FIGURE),
        roles=", ".join(f"`{role.value}`" for role in Role),
    )
    return "\n".join([_OPENING, *(part for file, kind in _FILES for part in _file(file, kind)), closing])


def _list(names: Any) -> str:  # noqa: ANN401
    return ", ".join(f"`{{{name}}}`" for name in sorted(names))


def _file(file: str, kind: type) -> Iterator[str]:
    yield f"## `{file}`\n"
    yield f"{_sentence(kind)}\n"
    yield from _tables(kind, "")


def _tables(kind: type, place: str) -> Iterator[str]:
    """The keys of a declaration, then those of each declaration in it."""
    keys = members(kind)
    yield "| key | value | if not given | meaning |"
    yield "|---|---|---|---|"
    yield from (_line(member) for member in keys)
    yield ""
    for member in keys:
        inner, many = _inner(member.type)
        if inner is not None:
            name = f"{place}{member.key}"
            yield f"### `{f'[[{name}]]' if many else f'[{name}]'}`\n"
            yield f"{_sentence(inner)}\n"
            yield from _tables(inner, f"{name}.")


def _line(member: Member) -> str:
    about = member.about.replace("|", "\\|")
    return f"| `{member.key}` | {_type(member.type)} | {_default(member)} | {about} |"


def _sentence(kind: type) -> str:
    sentence = (kind.__doc__ or "").partition("\n")[0]
    if sentence.startswith("`"):  # the docstring of a file opens with its name, which is the heading
        sentence = sentence.partition(": ")[2]
    return sentence[:1].upper() + sentence[1:]


def _default(member: Member) -> str:
    if member.required:
        return "required"
    if (
        member.default is None
        or member.default in ("", ())
        or not isinstance(member.default, str | int | tuple)
    ):
        return ""
    if isinstance(member.default, tuple):
        return ", ".join(f"`{one}`" for one in member.default)
    return f"`{member.default}`"


_PLAIN: Mapping[object, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    date: "date",
}


def _type(kind: Any) -> str:  # noqa: ANN401
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts if part != "")
    if origin in (Union, UnionType):
        return " or ".join(_type(part) for part in parts if part is not NoneType)
    if origin is tuple:
        return f"list of {_type(parts[0])}"
    if origin is Mapping:
        return f"table: key to {_type(parts[1])}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    return "table" if is_dataclass(kind) else _PLAIN[kind]


def _inner(kind: Any) -> tuple[type | None, bool]:  # noqa: ANN401
    """The declaration that a key holds, if it holds one, and whether many."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _inner(parts[0])[0], True
    if origin in (Union, UnionType):
        return next((part for part in parts if is_dataclass(part) and isinstance(part, type)), None), False
    return (kind, False) if is_dataclass(kind) and isinstance(kind, type) else (None, False)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
