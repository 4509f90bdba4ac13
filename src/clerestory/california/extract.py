"""The data set under the charts of 2022, made of the vault: what a visitor could download.

Concealed-carry applications with names, birth dates, addresses, permit and CII numbers; certificates, sales
and registered weapons with birth date, gender and licence, no names. One joined file, as it was. It is
for exercises alone and belongs nowhere near a release.
"""

from pathlib import Path

import duckdb

from clerestory.errors import InputError, VaultError

NAMED = (
    "last_name",
    "first_name",
    "birth_date",
    "street_address",
    "gender",
    "race",
    "county",
    "permit_number",
    "status",
    "cii_number",
)
UNNAMED = ("birth_date", "gender", "drivers_license")
FORMATS = {".parquet": "format parquet, compression zstd", ".csv": "format csv, header"}


def write(vault: Path, path: Path) -> int:
    """Write the data set to ``path`` (.parquet or .csv) and give its number of rows."""
    if path.suffix not in FORMATS:
        raise InputError(f"{path}: an extract is .parquet or .csv; give one of the two endings")
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        rows = _copy(vault, unfinished, FORMATS[path.suffix])
        unfinished.replace(path)
    except duckdb.Error:
        raise VaultError(f"no extract can be made of {vault}; make the example's vault anew") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def query() -> str:
    """The rows of all four collections, one below the other."""
    named = f"select 'ccw' as collection, {', '.join(NAMED)} from ccw"  # noqa: S608  (names of this module)
    others = (
        f"select '{name}' as collection, {', '.join(UNNAMED)} from {name}"  # noqa: S608
        for name in ("fsc", "dros", "awr")
    )
    return " union all by name ".join((named, *others))


def _copy(vault: Path, path: Path, form: str) -> int:
    target = str(path).replace("'", "''")
    with duckdb.connect(vault, read_only=True) as connection:
        made = connection.execute(f"copy ({query()}) to '{target}' ({form})").fetchone()
    return int(made[0]) if made else 0
