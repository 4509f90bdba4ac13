"""What a frame and the options around it hold, as this program has it; and the way back to a frame of the same kind."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import narwhals as nw
import pyarrow as pa

from clerestory.errors import InputError
from clerestory.records.protection.rule_files import read_forced, read_weights
from clerestory.records.protection.rules.forced import ForcedCell
from clerestory.records.protection.rules.weights import CellWeight
from clerestory.records.protection.tabulation import check_tree, read_hierarchy
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

Frame = TypeVar("Frame")
Tree = Mapping[str, str] | str | Path
Trees = Mapping[str, Tree | Sequence[Tree]]
Forced = Sequence[Mapping[str, str]] | str | Path
Weights = Sequence[tuple[Mapping[str, str], float]] | str | Path


def eager(frame: object) -> "nw.DataFrame[Any]":
    """A frame of any kind that narwhals takes."""
    try:
        return nw.from_native(frame, eager_only=True)
    except TypeError:
        raise InputError("not a frame: give a DataFrame of pandas or polars, or a table of pyarrow") from None


def names(given: str | Sequence[str]) -> tuple[str, ...]:
    """One name, several with commas between as the command takes them, or a list."""
    return tuple(name.strip() for name in given.split(",")) if isinstance(given, str) else tuple(given)


def forced(given: Forced) -> tuple[ForcedCell, ...]:
    """Cells that must be shown, from mappings or a file."""
    if isinstance(given, str | Path):
        return read_forced(Path(given))
    return tuple(ForcedCell({str(name): str(code) for name, code in codes.items()}) for codes in given)


def weights(given: Weights) -> tuple[CellWeight, ...]:
    """What readers lose with a cell, from pairs or a file."""
    if isinstance(given, str | Path):
        return read_weights(Path(given))
    return tuple(
        CellWeight({str(name): str(code) for name, code in codes.items()}, float(weight))
        for codes, weight in given
    )


def columns(frame: object, by: str | Sequence[str], count: str | None) -> tuple[pa.Table, tuple[str, ...]]:
    """The columns that are counted by, and the variables; every fault is a sentence."""
    variables = names(by)
    if not variables or len(set(variables)) < len(variables) or count in variables:
        raise InputError("by: name the variables, each once, and not the column of counts")
    held = eager(frame)
    wanted = [*variables, *([count] if count else [])]
    if missing := [name for name in wanted if name not in held.columns]:
        raise InputError(f"the frame has no column {missing[0]}; its columns are {', '.join(held.columns)}")
    try:
        return held.select(wanted).to_arrow(), variables
    except pa.ArrowException:
        raise InputError("a column cannot be read as categories; give every one as text") from None


def trees(hierarchy: Trees, by: Sequence[str]) -> dict[str, tuple[Hierarchy, ...]]:
    """The hierarchies of every variable."""
    if unknown := [name for name in hierarchy if name not in by]:
        raise InputError(f"hierarchy: {unknown[0]} is not one of by")
    return {
        name: tuple(
            _tree(one, name) for one in ([given] if isinstance(given, Mapping | str | Path) else given)
        )
        for name, given in hierarchy.items()
    }


def _tree(given: Tree, name: str) -> Hierarchy:
    if not isinstance(given, Mapping):
        return read_hierarchy(Path(given))
    parent = {str(code): str(above) for code, above in given.items()}
    if TOTAL in parent:
        raise InputError(f"hierarchy: {TOTAL} of {name} is the root and has no parent; leave it out")
    check_tree(f"hierarchy: {name}", parent)
    return Hierarchy(parent)


def like(frame: Frame, made: pa.Table) -> Frame:
    """The table as a frame of the kind that was given; whole numbers stay whole beside nulls."""
    own = eager(frame)
    if own.implementation.is_pandas():
        whole: Any = import_module("pandas").Int64Dtype()  # pandas is the caller's: nothing here needs it
        back: Any = made.to_pandas(types_mapper=lambda kind: whole if kind == pa.int64() else None)
    else:
        back = nw.from_arrow(made, backend=own.implementation).to_native()
    given: Frame = back
    return given


def as_text(table: pa.Table) -> pa.Table:
    """Every column as words, nulls as blanks."""
    blank: Any = ""
    words = [column.cast(pa.string()).fill_null(blank) for column in table.columns]
    return pa.table(dict(zip(table.column_names, words, strict=True)))
