"""A recount of the vault that shares nothing with the product: plain SQL and the published files."""

import json
from functools import reduce
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

Cube = dict


def cubes(site: Path) -> dict[str, Cube]:
    """Every JSON-stat dataset below the web root, by its path."""
    found = {}
    for file in sorted(site.rglob("*.json")):
        content = json.loads(file.read_text())
        if isinstance(content, dict) and content.get("class") == "dataset":
            found[str(file.relative_to(site))] = content
    return found


def dimensions(cube: Cube) -> list[str]:
    """The ids of the counted variables: all but the measure."""
    return [name for name in cube["id"] if name != "measure"]


def leaves_of(category: dict, code: str) -> set[str]:
    """The codes without children below a code."""
    below = category.get("child", {}).get(code, [])
    return set().union(*(leaves_of(category, child) for child in below)) if below else {code}


def true_counts(vault: Path, cube: Cube) -> NDArray[np.int64]:
    """The true count of every cell, in the order of ``value``."""
    names = dimensions(cube)
    columns = ", ".join(f'cast("{name}" as varchar)' for name in names)
    table = cube["extension"]["collection"]
    with duckdb.connect(str(vault), read_only=True) as connection:
        rows = connection.execute(f'select {columns}, count(*) from "{table}" group by all').fetchall()
    categories = [cube["dimension"][name]["category"] for name in names]
    leaves = [
        sorted(set().union(*(leaves_of(category, code) for code in category["index"])))
        for category in categories
    ]
    at = [{code: place for place, code in enumerate(codes)} for codes in leaves]
    dense = np.zeros([len(codes) for codes in leaves], dtype=np.int64)
    for *codes, count in rows:
        if all(
            code in place or "Total" not in category["index"]
            for code, place, category in zip(codes, at, categories, strict=True)
        ):
            counted = tuple(place.get(code, -1) for place, code in zip(at, codes, strict=True))
            if -1 not in counted:
                dense[counted] += count
        else:
            raise AssertionError(
                f"{table}: a record has a category of {names} that the cube does not declare"
            )
    sums = [
        np.array([[leaf in leaves_of(category, code) for leaf in codes] for code in category["index"]])
        for category, codes in zip(categories, leaves, strict=True)
    ]
    summed = reduce(
        lambda counts, axis: np.moveaxis(np.tensordot(sums[axis], counts, (1, axis)), 0, axis),
        range(len(names)),
        dense,
    )
    return summed.reshape(-1)


def leaf_sets(cubes_of: list[Cube], coarse: dict[str, dict[str, frozenset[str]]]) -> list[list[tuple]]:
    """For every cell of every cube, what it counts: a key equal exactly for equal sets of records."""
    keys = []
    for cube in cubes_of:
        names = dimensions(cube)
        parts = []
        for name in names:
            category = cube["dimension"][name]["category"]
            every = leaves_of(category, "Total") if "Total" in category["index"] else None
            meaning = []
            for code in category["index"]:
                leaves = frozenset(leaves_of(category, code))
                if leaves == every:
                    meaning.append(None)
                elif name in coarse:
                    fine, members = (
                        coarse[name]["_fine"],
                        frozenset().union(*(coarse[name][c] for c in leaves)),
                    )
                    meaning.append((fine, members))
                else:
                    meaning.append((name, leaves))
            parts.append(meaning)
        cells = [()]
        for meaning in parts:
            cells = [(*cell, part) for cell in cells for part in meaning]
        keys.append([frozenset(part for part in cell if part is not None) for cell in cells])
    return keys
