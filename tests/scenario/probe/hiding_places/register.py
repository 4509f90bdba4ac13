"""Every hiding place by its name, entered where it is made."""

from collections.abc import Callable
from pathlib import Path

from tests.scenario.probe.people import Who

Place = Callable[[Who], bytes]
PLACES: dict[str, Place] = {}
FOLDERS: dict[str, Callable[[Who, Path], None]] = {}
UNREADABLE = {
    "encrypted.7z",
    "encrypted.zip",
    "encrypted.pdf",
    "encrypted.xlsx",
    "pixels.png",
    "extract.tde",
    "deleted_row.duckdb",
}
FILLER = "The county published its yearly summary of permits. Lake and Orange grew in 2019-01-01.\n" * 20


def place(name: str) -> Callable[[Place], Place]:
    def keep(make: Place) -> Place:
        PLACES[name] = make
        return make

    return keep


def folder(name: str):
    def keep(make):
        FOLDERS[name] = make
        return make

    return keep
