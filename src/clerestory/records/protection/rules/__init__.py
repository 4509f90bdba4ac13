"""Which cells are unsafe by themselves: one rule a module, each a pure function of frozen values."""

from clerestory.records.protection.rules.counts import CountRules, Judgement, judged, primary_cells
from clerestory.records.protection.rules.frequency import unsafe_counts
from clerestory.records.protection.rules.policy import check_policy, check_width

__all__ = [
    "CountRules",
    "Judgement",
    "check_policy",
    "check_width",
    "judged",
    "primary_cells",
    "unsafe_counts",
]
