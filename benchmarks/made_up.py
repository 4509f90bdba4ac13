"""Made-up cubes with only the primaries withheld, as CSV files that ``table attack`` reads.

A million records by county (58 in 9 regions), year, sex and race, drawn with fixed seeds; and 8.7
million by county, 12 years, sex, race and 40 agencies, drawn as counts.
"""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MINIMUM = 11
COUNTY = 1 / np.arange(1, 59) ** 1.9
SEX = np.array([0.82, 0.175, 0.005])
RACE = np.array([0.55, 0.25, 0.08, 0.07, 0.03, 0.015, 0.005])


def regions():
    """The region of each county."""
    region = np.sort(np.arange(58) % 9)
    return region[np.argsort(np.random.default_rng(1).permutation(58))]


def million_records(seed=7, count=1_000_000):
    """Counts by county, year, sex and race."""
    draw = np.random.default_rng(seed)
    year = np.linspace(1, 1.6, 10)
    shares = (COUNTY / COUNTY.sum(), year / year.sum(), SEX, RACE)
    drawn = [draw.choice(len(share), count, p=share) for share in shares]
    shape = tuple(len(share) for share in shares)
    return np.bincount(np.ravel_multi_index(drawn, shape), minlength=np.prod(shape)).reshape(shape)


def million_cells(seed=7, count=8_700_000):
    """Counts by county, year, sex, race and agency."""
    shares = np.ones(1)
    for share in (COUNTY, np.linspace(1, 1.6, 12), SEX, RACE, 1 / np.arange(1, 41) ** 1.2):
        shares = np.multiply.outer(shares, share / share.sum())
    return np.random.default_rng(seed).multinomial(count, shares.ravel()).reshape(shares.shape[1:])


def trees(kind="regions"):
    """``code,parent`` rows: counties in 9 regions; or in 12 areas in 3 zones, and years in 2 halves."""
    if kind == "regions":
        county = [(f"C{c:02d}", f"G{g}") for c, g in enumerate(regions())]
        return {"county": [*county, *((f"G{g}", "Total") for g in range(9))]}
    county = [(f"C{c:02d}", f"A{c % 12}") for c in range(58)]
    county += [(f"A{a}", f"Z{a % 3}") for a in range(12)] + [(f"Z{z}", "Total") for z in range(3)]
    year = [(f"Y{y:02d}", "EL"[y // 5]) for y in range(10)] + [("E", "Total"), ("L", "Total")]
    return {"county": county, "year": year}


def write_records(folder: Path, leaves, variables, kind="regions"):
    """``records.parquet``, a row a record, and the hierarchies' files; their names by variable."""
    place = np.repeat(np.arange(leaves.size), leaves.ravel())
    columns = {}
    for name, at in zip(variables, np.unravel_index(place, leaves.shape), strict=True):
        words = pa.array([f"{name[0].upper()}{k:02d}" for k in range(at.max() + 1)])
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), words)
    pq.write_table(pa.table(columns), folder / "records.parquet")
    files = {}
    for name, rows in trees(kind).items():
        files[name] = str(folder / f"{name}.csv")
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("code", "parent"), *rows])
    return files


def with_totals(counts):
    """Totals along every axis, first; along the first one the regions too. And the codes."""
    region = regions()
    rows = [np.ones(58, dtype=bool), *(region == g for g in range(9)), *np.eye(58, dtype=bool)]
    counts = np.tensordot(np.array(rows, dtype=np.int64), counts, axes=1)
    codes = [["Total", *(f"G{g}" for g in range(9)), *(f"C{c:02d}" for c in range(58))]]
    for axis in range(1, counts.ndim):
        counts = np.concatenate([counts.sum(axis=axis, keepdims=True), counts], axis=axis)
        codes.append(["Total", *(f"{'YSRA'[axis - 1]}{k:02d}" for k in range(counts.shape[axis] - 1))])
    return counts, codes


def write(folder: Path, name: str, leaves, variables):
    """``NAME.csv``, a blank for every count of 1 to 10, and ``county.csv``; the cells and the blanks."""
    counts, codes = with_totals(leaves)
    flat = counts.ravel()
    place = np.unravel_index(np.arange(flat.size), counts.shape)
    words = np.where((flat >= 1) & (flat < MINIMUM), "", flat.astype(str))
    columns = [np.array(code)[at] for code, at in zip(codes, place, strict=True)]
    with (folder / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[*variables, "count"], *zip(*columns, words, strict=True)])
    tree = [["code", "parent"], *([f"C{c:02d}", f"G{g}"] for c, g in enumerate(regions()))]
    with (folder / "county.csv").open("w", newline="") as file:
        csv.writer(file).writerows([*tree, *([f"G{g}", "Total"] for g in range(9))])
    return (
        flat.size,
        int((words == "").sum()),
        dict(zip(zip(*columns, strict=True), flat.tolist(), strict=True)),
    )
