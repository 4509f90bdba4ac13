"""R49: the drill replays June 27 and 28, 2022, on a live stack; every limit is met, and each control left out is missed."""

import pytest

from clerestory.acts import drill, drill_stack
from clerestory.governance.incidents.drill import page, scenario
from clerestory.governance.incidents.drill.scenario import Control, Step
from tests.scenario.controls.drilled import base

__all__ = ["base"]


def replay(base, folder, *without):
    return drill._replay(base, folder / "run", without, ())


def test_every_limit_is_met(base, tmp_path):
    run = replay(base, tmp_path)
    assert run.passed, [each.as_json() for each in run.results if not each.met]
    seconds = {each.milestone.step: each.seconds for each in run.results}
    assert seconds[Step.RECEIPT] < 60
    assert seconds[Step.HOLD] < 60
    assert seconds[Step.LINK] < 300
    assert seconds[Step.TAKEDOWN] < 900
    assert seconds[Step.BRIEF] < 1200
    told = page.page(run)
    assert "FSC, DROS, AWR" in told
    assert "<script" not in told


@pytest.mark.parametrize(
    ("control", "step"),
    [(Control.TIMER, Step.TAKEDOWN), (Control.GUARD, Step.RESTORE), (Control.WHOLE, Step.REPLACEMENT)],
)
def test_a_control_left_out_is_missed_and_records_are_reachable_for_longer(base, tmp_path, control, step):
    run = replay(base, tmp_path, control)
    assert not {each.milestone.step: each.met for each in run.results}[step]
    assert run.losses
    assert run.reachable > scenario.END.replace(hour=17, minute=46) - scenario.LIVE.replace(day=28)


def test_every_control_has_a_name_and_a_number():
    assert {scenario.control(each.number) for each in Control} == set(Control)
    assert scenario.control("nothing") is None


def test_with_the_gate_on_every_column_that_no_chart_needs_is_refused_by_name(tmp_path):
    from clerestory.california.drill import NO_CHART_NEEDS

    assert set(drill_stack.refused_by_name(tmp_path / "gate")) == set(NO_CHART_NEEDS)
