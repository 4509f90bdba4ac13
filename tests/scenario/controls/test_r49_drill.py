"""R49: the drill replays June 27 and 28, 2022, on a live stack; every limit is met, and each control left out is missed."""

import json
from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest

from clerestory.acts import copy, drill, drill_stack, respond, watchkeeper
from clerestory.cli.main import main
from clerestory.governance.incidents.drill import page, scenario
from clerestory.governance.incidents.drill.scenario import Control, Step
from clerestory.governance.incidents.intake import Channel
from clerestory.governance.incidents.sealed import Words
from clerestory.governance.signing import expiry
from clerestory.governance.store.opening import MACHINE
from tests.scenario.controls.drilled import base

__all__ = ["base"]


def replay(base, folder, *without):
    return drill._replay(base, folder / "run", without, ())


@pytest.fixture(scope="module")
def whole(base, tmp_path_factory):
    """The replay with every control, once."""
    return replay(base, tmp_path_factory.mktemp("whole"))


def test_every_limit_is_met(whole):
    run = whole
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


@pytest.mark.parametrize(
    ("control", "step"),
    [(Control.LINKING, Step.LINK), (Control.BRIEF, Step.BRIEF), (Control.HOLD, Step.HOLD)],
)
def test_a_control_may_lose_something_else_than_time(base, tmp_path, control, step):
    run = replay(base, tmp_path, control)
    assert [each.milestone.step for each in run.results if not each.met] == [step]
    assert run.losses


def test_what_comes_down_by_itself_leaves_every_copy_and_one_that_is_not_reached_is_told(base, tmp_path):
    leak, www = "data/ccw/records.csv", tmp_path / "www"
    with drill_stack.live(base, tmp_path / "D") as (governed, clock, stranger):
        copy.remembered(governed.places, ["nowhere://x"])  # a store of before, now out of reach
        copy.copy_to_all(governed.places, [str(www)], expiry.now())
        assert (www / leak).is_file()
        assert watchkeeper.targets_of(governed, ["ccw", "not published"]) == ["data/ccw"]
        report = respond.Report(Channel.PHONE, Words("everybody can be seen"), path=leak)
        respond.receive(governed, MACHINE, report)
        clock.skip_to(clock.scenario() + timedelta(minutes=15))
        ticked = watchkeeper.tick(governed, drill_stack.signers(governed))
        assert ticked.taken_down == ("C-1",)
        assert stranger.status(leak) == 410
    assert not (www / leak).exists()
    assert (www / "roster/index.html").is_file()
    assert len(ticked.wrong) == 1
    assert "not copied: nowhere://x" in ticked.wrong[0]


def test_a_control_that_is_not_there_is_named_with_those_that_are(capsys):
    code = main(["drill", "california-2022", "--without", "nonsense", "--json"])
    said = json.loads(capsys.readouterr().out)["error"]
    assert code == 2
    assert all(f"{each.value} ({each.number})" in said for each in Control)


def test_the_json_has_each_milestone_and_what_each_control_buys(whole):
    told = drill.Drill(whole, (replace(whole, without=(Control.TIMER,)),)).as_json()
    assert (told["scenario"], told["passed"]) == ("california-2022", True)
    keys = {"milestone", "words", "in_2022", "now", "seconds", "limit_seconds", "met"}
    assert [set(each) for each in told["milestones"]] == [keys] * len(Step)
    row = {"left_out", "control", "missed", "reachable_seconds", "more_seconds", "losses"}
    assert [set(each) for each in told["ablation"]] == [row]


def test_every_moment_stands_on_the_page_beside_what_was_then(whole):
    told = page.page(whole)
    assert all(escape(beat.in_2022) in told for beat in scenario.BEATS)
    assert "Play the two days" in told


def test_every_control_has_a_name_and_a_number():
    assert {scenario.control(each.number) for each in Control} == set(Control)
    assert scenario.control("nothing") is None


def test_with_the_gate_on_every_column_that_no_chart_needs_is_refused_by_name(tmp_path):
    from clerestory.california.drill import NO_CHART_NEEDS

    assert set(drill_stack.refused_by_name(tmp_path / "gate")) == set(NO_CHART_NEEDS)
