"""R33: when a set of columns of a dataset could be had is a set of intervals, less the outages, to the minute."""

from clerestory.governance.incidents.intervals import read, windows

NOON, SWAP, DOWN = "2022-06-27T12:05:00-07:00", "2022-06-28T05:30:00-07:00", "2022-06-28T11:52:00-07:00"
OUT, BACK = "2022-06-27T19:30:00-07:00", "2022-06-27T21:30:00-07:00"


def state(dataset: str, columns: list[str], digest: str, begins: str, ends: str) -> dict:
    return {
        "dataset": dataset, "columns": columns, "route": "/data", "digest": digest, "from": begins, "to": ends,
    }  # fmt: skip


def test_ccw_ends_at_the_swap_and_the_forgotten_collections_at_the_takedown() -> None:
    told = {
        "exposure": [
            state("ccw", ["name"], "a", NOON, SWAP),
            state("fsc", ["drivers_license"], "a", NOON, SWAP),
            state("fsc", ["drivers_license"], "b", SWAP, DOWN),
        ],
        "outage": [{"from": OUT, "to": BACK}],
    }
    found = {each.dataset: each for each in windows(*read(told))}
    assert found["ccw"].lasts.total_seconds() / 60 == (17 * 60 + 25) - 120
    assert found["fsc"].lasts.total_seconds() / 60 == (23 * 60 + 47) - 120
    assert found["fsc"].intervals[-1].ends.isoformat() == DOWN
