"""``clerestory drill california-2022``: the case, step by step, on a live stack; once for each control left out.

A control is left out by doing that step as it was done in 2022: there is no switch in the software that turns one off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from clerestory.acts import (
    drill_evening,
    drill_night,
    drill_stack,
)
from clerestory.acts.drill_stage import Stage
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.incidents.drill.scenario import (
    MILESTONES,
    Control,
    Run,
)
from clerestory.vocabulary.progress import Progress

STEPS = (
    drill_evening.crowd, drill_evening.message, drill_evening.outage, drill_evening.assurance, drill_evening.comes_down,
    drill_night.put_back, drill_night.rotation, drill_night.replacement, drill_night.morning,
)  # fmt: skip


@dataclass(frozen=True)
class Drill:
    """A whole drill: the run with every control, and one run for each that was left out."""

    run: Run
    ablation: tuple[Run, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For ``--json``."""
        with_all = self.run.reachable
        rows = [
            {
                "left_out": each.without[0].value,
                "control": each.without[0].number,
                "missed": [result.milestone.step.value for result in each.results if not result.met],
                "reachable_seconds": each.reachable.total_seconds(),
                "more_seconds": max(0.0, (each.reachable - with_all).total_seconds()),
                "losses": list(each.losses),
            }
            for each in self.ablation
        ]
        return {"scenario": "california-2022", **self.run.as_json(), "ablation": rows}


def drill(without: Sequence[Control], progress: Progress, *, ablate: bool) -> Drill:
    """Replay it once, and with ``ablate`` once more for each control left out."""
    with TemporaryDirectory(prefix="clerestory-drill-") as folder:
        place = Path(folder)
        base = drill_stack.make(place / "base", progress)
        progress.step("With the first gate on: what the build refuses")
        refused = drill_stack.refused_by_name(place / "gate")
        progress.step("Replay June 27 and 28, 2022")
        run = _replay(base, place / "run", tuple(without), refused)
        runs = []
        for each in Control if ablate else ():
            progress.step(f"The same without: {each.words.lower()}")
            runs.append(_replay(base, place / each.value, (each,), refused))
    return Drill(run, tuple(runs))


def _replay(base: Path, folder: Path, without: tuple[Control, ...], refused: tuple[str, ...]) -> Run:
    with drill_stack.live(base, folder) as (governed, clock, stranger):
        stage = Stage(governed, clock, stranger, without)
        stage.opened = scenario.LIVE
        stage.tell("The dashboard goes live; the records lie beside the tables.")
        for step in STEPS:
            step(stage)
    results = tuple(stage.results[each.step] for each in MILESTONES)
    return Run(
        without,
        results,
        tuple(stage.reach),
        tuple(stage.line),
        tuple(stage.losses),
        refused,
        stage.brief,
        stage.downloads,
    )
