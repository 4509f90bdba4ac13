"""Which method the figures speak for, and why, in a sentence each."""

from collections.abc import Mapping
from dataclasses import dataclass

from clerestory.acts.compare.measured import Comparison, Measured

FEW_WITHHELD = 0.15  # of the cells: true numbers with some gaps serve most readers best
CLOSE_TOTALS = 0.02  # of the mean count: rounding that readers of totals hardly notice

FAR_CLOSER = 0.5


@dataclass(frozen=True)
class Recommendation:
    """``method`` empty: none of them as the table is."""

    method: str
    sentence: str
    reason: str


def recommended(comparison: Comparison) -> Recommendation:
    """The first that keeps its promise to people and costs readers little; else coarser categories."""
    safe = {one.method: one for one in comparison.methods if _keeps_promise(one)}
    suppression = safe.get("suppress")
    if suppression and suppression.withheld <= FEW_WITHHELD * comparison.cells:
        return _suppression(suppression, comparison)
    rounding = _rounded(safe)
    if rounding and rounding.mean_error_of_totals <= _close(comparison):
        return _rounding(rounding, suppression, comparison)
    return _coarser(suppression, comparison)


def _keeps_promise(one: Measured) -> bool:
    """Nothing small was learned; suppression is proven before it is written, tried or not."""
    if one.refused:
        return False
    if one.trial is None:
        return one.method == "suppress"
    return not one.trial.exact and not one.trial.narrow


def _rounded(safe: Mapping[str, Measured]) -> Measured | None:
    """Small counts alone, which leaves large numbers nearly true; all numbers if that is far closer."""
    some, every = safe.get("round"), safe.get("controlled-round")
    if some and every:
        return every if every.mean_error_of_totals < FAR_CLOSER * some.mean_error_of_totals else some
    return some or every


def _close(comparison: Comparison) -> float:
    return max(comparison.minimum / 2, CLOSE_TOTALS * comparison.records)


def _suppression(one: Measured, comparison: Comparison) -> Recommendation:
    return Recommendation(
        "suppress",
        "Withhold cells.",
        f"Only {one.withheld:,} of {comparison.cells:,} cells ({_percent(one.withheld, comparison.cells)}) are lost, "
        f"every number shown is true, and each small count is proven to stay uncertain.",
    )


def _rounding(one: Measured, suppression: Measured | None, comparison: Comparison) -> Recommendation:
    lost = (
        f"Suppression would take {_percent(suppression.withheld, comparison.cells)} of the cells. "
        if suppression
        else "Suppression finds no pattern for this table. "
    )
    return Recommendation(
        one.method,
        "Round, and say so." if one.method == "round" else "Round everything, and say so.",
        f"{lost}Rounded, every cell is shown, the table adds up, and totals are off by "
        f"{one.mean_error_of_totals:,.1f} on average; the intruder learned no small count.",
    )


def _coarser(suppression: Measured | None, comparison: Comparison) -> Recommendation:
    lost = (
        f"suppression takes {_percent(suppression.withheld, comparison.cells)} of the cells"
        if suppression
        else "suppression finds no pattern"
    )
    return Recommendation(
        "",
        "Publish fewer details.",
        f"Here {lost}, and rounding leaves too little of the totals or of people’s protection. Count by "
        f"fewer variables or coarser categories (table protect --recode proposes some), then compare again.",
    )


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0
    return f"{share:.0f}%" if share >= 10 else f"{share:.1f}%"
