"""When was what exposed: intervals for each dataset, set of columns and route, less outages.

A state is what the probe found: these columns of this dataset were in the bytes (by their digest) at this route
from then to then. It is open at its end: [from, to). States that touch or overlap are one interval; an
outage of a route, or of all, is taken out. Nothing is remembered here, and nothing guessed: without a state
there is no interval.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clerestory.errors import InputError


@dataclass(frozen=True, order=True)
class Interval:
    """From the first moment to the first moment after; both know their zone."""

    begins: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.begins.tzinfo is None or self.ends.tzinfo is None:
            raise InputError(
                "an interval's times need their offset from UTC; write 2022-06-27T12:00:00-07:00"
            )
        if self.begins >= self.ends:
            raise InputError(
                f"an interval ends before it begins, at {self.begins.isoformat()}; correct the log"
            )

    @property
    def lasts(self) -> timedelta:
        """How long."""
        return self.ends - self.begins


@dataclass(frozen=True)
class State:
    """What the probe found at a route: the columns of a dataset in the bytes with that digest."""

    dataset: str
    columns: frozenset[str]
    route: str
    digest: str
    during: Interval


@dataclass(frozen=True)
class Outage:
    """When nobody could reach a route; no route: any."""

    during: Interval
    route: str = ""


@dataclass(frozen=True)
class Window:
    """When a set of columns of a dataset could be had at a route, and in which bytes."""

    dataset: str
    columns: tuple[str, ...]
    route: str
    digests: tuple[str, ...]
    intervals: tuple[Interval, ...]

    @property
    def lasts(self) -> timedelta:
        """All intervals together."""
        return sum((each.lasts for each in self.intervals), timedelta())


def windows(states: Sequence[State], outages: Sequence[Outage] = ()) -> tuple[Window, ...]:
    """One window for each dataset, set of columns and route, sorted."""
    keys = sorted({(state.dataset, tuple(sorted(state.columns)), state.route) for state in states})
    found = []
    for dataset, columns, route in keys:
        own = [s for s in states if (s.dataset, s.route) == (dataset, route) and s.columns == set(columns)]
        down = [outage.during for outage in outages if outage.route in ("", route)]
        digests = tuple(sorted({state.digest for state in own}))
        found.append(Window(dataset, columns, route, digests, less((s.during for s in own), down)))
    return tuple(found)


def columns_window(
    states: Sequence[State], dataset: str, column: str, outages: Sequence[Outage] = ()
) -> tuple[Interval, ...]:
    """When one column of a dataset could be had, at any route."""
    found: list[Interval] = []
    for route in sorted({state.route for state in states}):
        own = (s.during for s in states if s.dataset == dataset and s.route == route and column in s.columns)
        found += less(own, [outage.during for outage in outages if outage.route in ("", route)])
    return joined(found)


def joined(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Without overlaps, in order; what touches is one."""
    out: list[Interval] = []
    for each in sorted(intervals):
        if out and each.begins <= out[-1].ends:
            out[-1] = Interval(out[-1].begins, max(out[-1].ends, each.ends))
        else:
            out.append(each)
    return tuple(out)


def less(intervals: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """What is left of the intervals outside ``taken``."""
    left = list(joined(intervals))
    for gap in joined(taken):
        left = [part for each in left for part in _without(each, gap)]
    return tuple(left)


def _without(each: Interval, gap: Interval) -> list[Interval]:
    if gap.ends <= each.begins or gap.begins >= each.ends:
        return [each]
    parts = []
    if each.begins < gap.begins:
        parts.append(Interval(each.begins, gap.begins))
    if gap.ends < each.ends:
        parts.append(Interval(gap.ends, each.ends))
    return parts


def read(told: Mapping[str, Any]) -> tuple[tuple[State, ...], tuple[Outage, ...]]:
    """A state log as TOML or JSON holds it: ``[[exposure]]`` and ``[[outage]]``."""
    try:
        states = tuple(
            State(
                str(one["dataset"]),
                frozenset(map(str, one["columns"])),
                str(one["route"]),
                str(one["digest"]),
                _interval(one),
            )
            for one in told.get("exposure", [])
        )
        outages = tuple(Outage(_interval(one), str(one.get("route", ""))) for one in told.get("outage", []))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"the state log cannot be read at {error}; an exposure has dataset, columns, route, digest, from, to"
        ) from None
    if not states:
        raise InputError("the state log has no exposure; write down what the probe found")
    return states, outages


def _interval(one: Mapping[str, Any]) -> Interval:
    begins, ends = (
        when if isinstance(when, datetime) else datetime.fromisoformat(str(when))
        for when in (one["from"], one["to"])
    )
    return Interval(begins, ends)
