"""From TOML to frozen dataclasses: the dataclass is the declaration, nothing else is accepted.

A field is a key. ``Annotated`` may hold the text that explains it (a string) and, where the key
is no Python name, ``Key("class")``. A field without a default must be given; an unknown key is a
problem; a union of text and a dataclass takes either. Every problem is noted, none stops the rest.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from clerestory.project.document import Document
from clerestory.project.location import Place
from clerestory.project.problem import did_you_mean

T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """The key in the file, where it is not the field's name."""

    name: str


@dataclass(frozen=True)
class Member:
    """One key of a declaration, as its dataclass tells it."""

    field: str
    key: str
    type: Any
    required: bool
    default: object
    about: str


class _Unusable(Exception):
    """A value with a problem that is already noted."""


def decode(kind: type[T], document: Document, place: Place = ()) -> T | None:
    """The declaration in a document; None if anything in it is wrong (noted in the document)."""
    content: Any = document.content
    for step in place:
        content = content[step]
    try:
        made: T = _record(kind, content, place, document)
    except _Unusable:
        return None
    return made


@cache
def members(kind: type) -> tuple[Member, ...]:
    """The keys that a declaration may have, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_member(part, hints[part.name]) for part in fields(kind))


def _member(part: Any, hint: Any) -> Member:  # noqa: ANN401  (a dataclass's own Field)
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    names = [note.name for note in notes if isinstance(note, Key)]
    default = part.default_factory() if part.default_factory is not MISSING else part.default
    return Member(
        field=part.name,
        key=names[0] if names else part.name,
        type=get_args(hint)[0] if notes else hint,
        required=default is MISSING,
        default=default,
        about=" ".join(note for note in notes if isinstance(note, str)),
    )


def _record(kind: Any, given: object, place: Place, document: Document) -> Any:  # noqa: ANN401
    if not isinstance(given, Mapping):
        raise _wrong(document, place, "a table of keys")
    known = {member.key: member for member in members(kind)}
    usable = True
    for key in given.keys() - known.keys():
        document.problem((*place, key), f"unknown key {key!r}", did_you_mean(key, known))
        usable = False
    values = {}
    for member in known.values():
        try:
            if (value := _given(member, given, place, document)) is not MISSING:
                values[member.field] = value
        except _Unusable:
            usable = False
    if not usable:
        raise _Unusable
    return kind(**values)


def _given(member: Member, given: Mapping[str, object], place: Place, document: Document) -> object:
    if member.key in given:
        return _value(member.type, given[member.key], (*place, member.key), document)
    if member.required:
        about = f" ({member.about})" if member.about else ""
        document.problem(place, f"the key {member.key!r} is missing", f"add it{about}")
        raise _Unusable
    return MISSING


def _value(kind: Any, given: object, place: Place, document: Document) -> object:  # noqa: ANN401
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    origin = get_origin(kind)
    if origin is Literal:
        return _choice(get_args(kind), given, place, document)
    if origin in (Union, UnionType):
        return _value(_branch(get_args(kind), given), given, place, document)
    if origin is tuple:
        return _sequence(get_args(kind)[0], given, place, document)
    if origin is Mapping:
        return _mapping(get_args(kind)[1], given, place, document)
    if is_dataclass(kind):
        return _record(kind, given, place, document)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(_choice(tuple(member.value for member in kind), given, place, document))
    return _plain(kind, given, place, document)


def _branch(kinds: tuple[Any, ...], given: object) -> Any:  # noqa: ANN401
    kinds = tuple(kind for kind in kinds if kind is not NoneType)
    shapes: dict[type, object] = {dict: Mapping, list: tuple}
    shape = shapes.get(type(given))
    fits = dict if isinstance(given, Mapping) else type(given)
    for kind in kinds:
        if kind is fits or (shape and get_origin(kind) is shape) or (fits is dict and is_dataclass(kind)):
            return kind
    return kinds[0]


def _choice(choices: tuple[object, ...], given: object, place: Place, document: Document) -> object:
    if isinstance(given, str) and given in choices:
        return given
    shown = repr(given) if isinstance(given, str) else _noun(given)
    remedy = did_you_mean(str(given), [str(choice) for choice in choices])
    document.problem(place, f"{_last(place)} cannot be {shown}", remedy)
    raise _Unusable


def _sequence(kind: Any, given: object, place: Place, document: Document) -> tuple[object, ...]:  # noqa: ANN401
    if not isinstance(given, list):
        raise _wrong(document, place, "a list")
    made, usable = [], True
    for number, element in enumerate(given):
        try:
            made.append(_value(kind, element, (*place, number), document))
        except _Unusable:
            usable = False
    if not usable:
        raise _Unusable
    return tuple(made)


def _mapping(kind: Any, given: object, place: Place, document: Document) -> dict[str, object]:  # noqa: ANN401
    if not isinstance(given, Mapping):
        raise _wrong(document, place, "a table of keys")
    return {key: _value(kind, value, (*place, key), document) for key, value in given.items()}


_NOUNS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date such as 2026-01-31",
    datetime: "a time",
    list: "a list",
    dict: "a table of keys",
}


def _plain(kind: type, given: object, place: Place, document: Document) -> object:
    if kind is float and type(given) is int:
        return float(given)
    if type(given) is not kind:
        raise _wrong(document, place, _NOUNS[kind])
    return given


def _wrong(document: Document, place: Place, wanted: str) -> _Unusable:
    given: Any = document.content
    for step in place:
        given = given[step]
    document.problem(place, f"{_last(place)} is {_noun(given)}", f"give {wanted}")
    return _Unusable()


def _noun(given: object) -> str:
    return _NOUNS.get(type(given), "of another type")


def _last(place: Place) -> str:
    names = [str(step) for step in place if isinstance(step, str)]
    return repr(names[-1]) if names else "the file"
