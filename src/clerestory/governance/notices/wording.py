"""The words that every letter of a language has: data files beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


@dataclass(frozen=True)
class Bureau:
    """A credit reporting agency (item F)."""

    name: str
    address: tuple[str, ...]
    telephone: str


@cache
def words(language: str) -> Mapping[str, Any]:
    """The sentences of a language, with {braces} to fill."""
    return tomllib.loads((files(__package__) / "words" / f"{language}.toml").read_text("utf-8"))


@cache
def bureaux() -> tuple[Bureau, ...]:
    """The major credit reporting agencies."""
    told = tomllib.loads((files(__package__) / "bureaux.toml").read_text("utf-8"))
    return tuple(Bureau(one["name"], tuple(one["address"]), one["telephone"]) for one in told["bureau"])


def date_in_words(day: date, language: str) -> str:
    """July 12, 2022, or 12 de julio de 2022."""
    month = months(language)[day.month - 1]
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}"


@cache
def months(language: str) -> tuple[str, ...]:
    """The months' names."""
    return tuple(_MONTHS[language].split())
