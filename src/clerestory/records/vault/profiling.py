"""Sum up each column of a vault's table: type, number of values, missing ones, counts where they are few."""

from clerestory.project.proposal.profile import MOST_CATEGORIES, ColumnProfile
from clerestory.records.vault.agreement import column_type
from clerestory.records.vault.codes import as_text
from clerestory.records.vault.connection import Sealed, Table, Vault


def profile(vault: Vault, collection: str) -> tuple[ColumnProfile, ...]:
    """One profile a column, in the order of the table."""
    table = vault.table(collection)
    names = list(table.schema())
    with Sealed(f"the vault's table {collection} cannot be summed up"):
        sums = {"records": table.count()}
        for number, name in enumerate(names):
            sums[f"distinct {number}"] = table[name].nunique()
            sums[f"present {number}"] = table[name].count()
        expression = table.aggregate(**sums)
    answer = vault.read(expression, f"the size of the columns of {collection}")
    found = {name: int(answer[name][0].as_py()) for name in answer.column_names}
    return tuple(
        _column(vault, table, name, found["records"], found[f"distinct {number}"], found[f"present {number}"])
        for number, name in enumerate(names)
    )


def _column(
    vault: Vault, table: Table, name: str, records: int, distinct: int, present: int
) -> ColumnProfile:
    kind = column_type(table.schema()[name]) or "text"
    lowest, highest = _ends(vault, table, name) if kind == "integer" and present else (None, None)
    few = distinct <= MOST_CATEGORIES and kind in ("text", "integer", "boolean")
    return ColumnProfile(
        name=name,
        type=kind,
        records=records,
        distinct=distinct,
        missing=records - present,
        lowest=lowest,
        highest=highest,
        categories=_categories(vault, table, name) if few else {},
    )


def _ends(vault: Vault, table: Table, name: str) -> tuple[int, int]:
    expression = table.aggregate(lowest=table[name].min(), highest=table[name].max())
    answer = vault.read(expression, f"the range of {name}")
    return int(answer["lowest"][0].as_py()), int(answer["highest"][0].as_py())


def _categories(vault: Vault, table: Table, name: str) -> dict[str, int]:
    answer = vault.read(table.group_by(name).aggregate(records=table.count()), f"the values of {name}")
    pairs = zip(answer[name].to_pylist(), answer["records"].to_pylist(), strict=True)
    return {as_text(value): int(count or 0) for value, count in pairs if value is not None}
