"""Letters to PDF: one document of typst for many letters, tagged for PDF/UA-1, no network, our font.

All letters of one document share language and size. A sign that the font does not have stops the
typesetting: nobody gets a letter with a hole in their name.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from clerestory.errors import InputError
from clerestory.governance.notices.letter import Letter

_STAMP = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())  # the same letters, the same bytes


def typeset(letters: Sequence[Letter]) -> bytes:
    """One PDF with those letters, each beginning on a page of its own."""
    typst = _typst()
    here = files(__package__)
    with as_file(here / "letter.typ") as template, as_file(here / "fonts") as fonts:
        try:
            made: bytes = typst.compile(
                str(template),
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=_STAMP,
                sys_inputs={"letters": json.dumps([_told(each) for each in letters], ensure_ascii=False)},
            )
        except typst.TypstError:
            raise InputError(_unsettable(letters)) from None
    return made


def _told(letter: Letter) -> dict[str, Any]:
    return asdict(letter, dict_factory=_plain)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: getattr(value, "value", value) for name, value in pairs}


def _unsettable(letters: Sequence[Letter]) -> str:
    """Which letter could not be set: by halves, by number, never by what it says."""
    if len(letters) == 1:
        return (
            f"letter {letters[0].number}: holds a sign that the letter's font does not have, or an empty part; "
            "correct the address file"
        )
    half = letters[: len(letters) // 2]
    try:
        typeset(half)
    except InputError as error:
        return str(error)
    return _unsettable(letters[len(half) :])


@cache
def _typst() -> Any:  # noqa: ANN401  (an optional part)
    try:
        import typst
    except ImportError:
        raise InputError("letters need typst; install clerestory[response]") from None
    return typst
