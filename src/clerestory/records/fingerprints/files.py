"""The index of records that lie in files, without a project."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.records.fingerprints.build import Held, build_held
from clerestory.records.vault.files import UNREADABLE, opened
from clerestory.records.vault.sql import quoted
from clerestory.vocabulary.progress import Progress
from clerestory.vocabulary.status import Identifies


def build_from_files(
    files: Sequence[Path], columns: Mapping[str, Identifies], key: Key, *, progress: Progress | None = None
) -> Index:
    """The index of the records in some files; every column must be in at least one of them."""
    import ibis  # type: ignore[import-untyped]

    backend = ibis.duckdb.connect()
    held = [one for number, file in enumerate(files) for one in _tables(backend, file, number, columns)]
    missing = set(columns) - {name for one in held for name in one.columns}
    if missing:
        raise InputError(
            f"--identify: no column {', '.join(sorted(missing))} in {', '.join(map(str, files))}"
        )
    return build_held(backend, held, key, progress=progress)


def _tables(backend: Any, file: Path, number: int, columns: Mapping[str, Identifies]) -> list[Held]:  # noqa: ANN401
    names = opened(backend, file, f"records_{number}")
    try:
        found = [Held(name, _own(backend, name, columns)) for name in names]
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise InputError(f"{file}: {UNREADABLE}") from None
    return [one for one in found if one.columns]


def _own(backend: Any, name: str, columns: Mapping[str, Identifies]) -> dict[str, Identifies]:  # noqa: ANN401
    there = backend.con.sql(f"SELECT * FROM {quoted(name)} LIMIT 0").columns  # noqa: S608
    return {column: kind for column, kind in columns.items() if column in there}
