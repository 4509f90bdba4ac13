"""Write a declaration as TOML, with a comment above what needs one. Keys at their default are left out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum

from clerestory.project.decode import members
from clerestory.project.location import Place

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST = 100


def to_toml(declaration: object, comments: Mapping[Place, str]) -> str:
    """The text of a file: single keys first, then its tables."""
    given = dict(_given(declaration))
    single = {key: value for key, value in given.items() if not _is_section(value)}
    blocks = ["\n".join([*_comment(comments.get(())), *_lines(single, (), comments)])]
    for key, value in given.items():
        if _is_section(value):
            blocks += _sections(key, value, comments)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sections(key: str, value: object, comments: Mapping[Place, str]) -> Iterator[str]:
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            place = (key, number)
            lines = _lines(dict(_given(one)), place, comments)
            yield "\n".join([*_comment(comments.get(place)), f"[[{key}]]", *lines])
    else:
        keys = dict(value) if isinstance(value, Mapping) else dict(_given(value))
        yield "\n".join([*_comment(comments.get((key,))), f"[{key}]", *_lines(keys, (key,), comments)])


def _is_section(value: object) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(is_dataclass(one) for one in value)
    return is_dataclass(value) or isinstance(value, Mapping)


def _given(declaration: object) -> Iterator[tuple[str, object]]:
    """The keys of a declaration that must be written, and their values."""
    kind: type = type(declaration)
    for member in members(kind):
        value = getattr(declaration, member.field)
        if member.required or value != member.default:
            yield member.key, value


def _lines(keys: Mapping[str, object], place: Place, comments: Mapping[Place, str]) -> Iterator[str]:
    for key, value in keys.items():
        yield from _comment(comments.get((*place, key)))
        yield _line(key, value)


def _line(key: str, value: object) -> str:
    line = f"{_key(key)} = {_inline(value)}"
    if len(line) <= _LONGEST or not isinstance(value, tuple):
        return line
    return "\n".join([f"{_key(key)} = [", *(f"  {_inline(one)}," for one in value), "]"])


def _comment(text: str | None) -> Iterator[str]:
    for line in (text or "").splitlines():
        yield f"# {line}".rstrip()


def _inline(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Enum():
            return _text(str(value.value))
        case str():
            return _text(value)
        case date():
            return value.isoformat()
        case tuple():
            return "[" + ", ".join(_inline(one) for one in value) + "]"
        case Mapping():
            return _table(value)
        case _ if is_dataclass(value):
            return _table(dict(_given(value)))
        case _:
            return repr(value)


def _table(keys: Mapping[str, object]) -> str:
    inside = ", ".join(f"{_key(key)} = {_inline(value)}" for key, value in keys.items())
    return f"{{ {inside} }}" if inside else "{}"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
