"""A cell withheld for the sake of others is owed the same width: whoever recovers it has a number nobody published."""

import numpy as np
import pytest

from clerestory.project.model import Policy
from clerestory.records.protection import protect
from clerestory.release.evidence import Evidence
from clerestory.vocabulary.hierarchy import Hierarchy
from tests.tables import cube, flat

NESTED = Hierarchy(
    {"N": "Total", "S": "Total"} | {f"n{k}": "N" for k in range(5)} | {f"s{k}": "S" for k in range(4)}
)
WIDTH = 3


def skewed(seed: int):
    """A cube of many small counts, as counties by year by race are."""
    draw = np.random.default_rng(seed)
    shares = np.multiply.outer(
        1 / np.arange(1, 10) ** 1.6, np.multiply.outer(np.ones(6), [0.6, 0.3, 0.07, 0.03])
    )
    return cube(draw.poisson(900 * shares / shares.sum(axis=0).sum()), NESTED, flat(*"abcdef"), flat(*"wxyz"))


def spans(evidence: Evidence) -> np.ndarray:
    """How far the alternative tables take each cell; over the reals where there is none."""
    low, high = evidence.count.astype(float), evidence.count.astype(float)
    changed = evidence.count[evidence.cell] + evidence.delta
    np.minimum.at(low, evidence.cell, changed)
    np.maximum.at(high, evidence.cell, changed)
    low[evidence.lp_cell] = np.minimum(low[evidence.lp_cell], evidence.lp_low)
    high[evidence.lp_cell] = np.maximum(high[evidence.lp_cell], evidence.lp_high)
    return high - low


@pytest.mark.parametrize("pace", ["quick", "thorough"])
@pytest.mark.parametrize("proof", ["integer", "continuous"])
def test_cells_withheld_for_others_are_proven_too(pace, proof) -> None:
    seen = 0
    for seed in range(6):
        evidence = protect([skewed(seed)], Policy(width=WIDTH, proof=proof), pace=pace).evidence
        others = evidence.status == 2
        seen += int(others.sum())
        assert (spans(evidence)[evidence.status > 0] >= WIDTH - 1e-6).all(), seed
    assert seen > 20
