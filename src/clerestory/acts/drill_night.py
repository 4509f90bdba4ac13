"""The night and the morning after, replayed: the same data put back, logs rotated, a replacement that forgets, the end."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from clerestory.acts import claims, drill_stack, officiate, respond, takedown
from clerestory.acts.drill_stage import Stage
from clerestory.california import drill as made_up
from clerestory.errors import Refused
from clerestory.governance.incidents.drill import scenario
from clerestory.governance.incidents.drill.scenario import (
    Control,
    Step,
)
from clerestory.governance.signing import expiry
from clerestory.governance.store.acting import Actor
from clerestory.release import withdrawal
from clerestory.vocabulary.progress import Silent

TRIES = 60  # of a stranger, after the takedown


def put_back(stage: Stage) -> None:
    """Late in the evening one person wants the same data back."""
    stage.clock.skip_to(scenario.RESTORED)
    if stage.opened is None:
        _try_after(stage)
    else:
        stage.came_to(Step.AFTER, "It was never taken down", met=False)
    if not stage.has(Control.GUARD):
        drill_stack.put_back(stage.governed, made_up.EXPOSED)
        stage.stranger.until(made_up.EXPOSED)
        stage.tell("One person puts the same data back.")
        stage.opened = stage.opened or scenario.RESTORED
        stage.came_to(Step.RESTORE, "Back at 21:30, by one person", met=False)
        stage.losses.append("the same data is back at 21:30")
        return
    if not stage.claim:
        stage.came_to(Step.RESTORE, "It was never taken down", met=False)
        return
    people = {each.id: each for each in stage.governed.project.people}
    refused = sum(_is_refused(stage, person) for person in people)
    stage.came_to(Step.RESTORE, f"Refused, {refused} of {len(people)} people", met=refused == len(people))
    stage.tell(f"The same data is refused, whoever asks: {refused} of {len(people)}.", by_machine=True)


def _is_refused(stage: Stage, person: str) -> bool:
    try:
        officiate.build(stage.governed, Actor(person), Silent())
    except Refused:
        return True
    return False


def rotation(stage: Stage) -> None:
    """At night old logs are rotated away."""
    stage.clock.skip_to(scenario.RESTORED + timedelta(hours=4))
    sink = respond.sink_of(stage.governed)
    now = stage.clock()
    sink.append([f"request {number}" for number in range(100)], now - timedelta(hours=9))
    sink.append(["request after"], now)
    if not stage.has(Control.HOLD) or not stage.claim:
        lost = sum(1 for path in sink.folder.glob("20*.log") if path.stem < f"{now:%Y-%m-%dT%H}")
        if not stage.has(Control.HOLD):
            stage.losses.append(
                f"the logs of the evening are rotated away ({lost} hours); who fetched what cannot be counted"
            )
        return
    try:
        sink.rotate(now, now)
    except Refused:
        stage.tell("Rotating the held logs away is refused.", by_machine=True)


def replacement(stage: Stage) -> None:
    """In the morning a new dataset: CCW is cleaned, FSC, DROS and AWR are forgotten."""
    stage.clock.skip_to(scenario.REPLACED)
    forgotten = tuple(name for name in made_up.EXPOSED if name != "ccw")
    if not stage.has(Control.WHOLE):
        was_open = stage.opened is not None
        drill_stack.put_back(stage.governed, forgotten)
        stage.stranger.until(forgotten)
        if was_open:
            stage.reachable_until(scenario.REPLACED, made_up.EXPOSED)
        stage.opened = scenario.REPLACED
        stage.came_to(Step.REPLACEMENT, "Went live with FSC, DROS and AWR in it", met=False)
        stage.losses.append("three collections are forgotten, and live again")
        return
    if not stage.claim:
        stage.came_to(Step.REPLACEMENT, "No claim, so nothing was compared", met=False)
        return
    named = _named_in_refusal(stage, forgotten)
    words = f"Refused by name: {', '.join(each.upper() for each in named)}" if named else "Not refused"
    stage.came_to(Step.REPLACEMENT, words, met=set(named) == set(forgotten))
    stage.tell(f"A replacement is {words[0].lower()}{words[1:]}.", by_machine=True)


def _named_in_refusal(stage: Stage, forgotten: Sequence[str]) -> list[str]:
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{name}.csv" for name in forgotten]
        for file in files:
            file.write_bytes(made_up.as_csv(file.stem))
        clean = Path(folder) / "ccw.csv"
        clean.write_text(
            "county,year,permits\n" + "\n".join(f"{county},2021,40" for county in made_up.COUNTIES)
        )
        try:
            claims.check_files(stage.governed, [clean, *files])
        except Refused as refusal:
            return [name for name in forgotten if name.upper() in str(refusal)]
    return []


def morning(stage: Stage) -> None:
    """Shortly before noon whatever is still up is taken down by a person, as in 2022."""
    stage.clock.skip_to(scenario.DOWN_IN_2022)
    harmless = [name for name in made_up.COLLECTIONS if name not in made_up.EXPOSED]
    up = sum(stage.stranger.status(f"{name}/") == 200 for name in harmless)
    stage.came_to(Step.HARMLESS, f"{len(harmless) - up} of {len(harmless)} topics", met=up == len(harmless))
    if stage.opened is None:
        return
    reached = stage.stranger.reached()
    signers = drill_stack.signers(stage.governed)
    takedown.takedown(stage.governed.places, withdrawal.ALL, "the deputy directs it", signers, expiry.now())
    stage.stranger.until(())
    stage.tell("Taken down by hand, as in 2022.")
    stage.reachable_until(scenario.DOWN_IN_2022, reached)


def _try_after(stage: Stage) -> None:
    path = [f"data/{name}/{drill_stack.RECORDS}" for name in made_up.EXPOSED]
    got = sum(stage.stranger.status(path[number % len(path)]) == 200 for number in range(TRIES))
    stage.came_to(Step.AFTER, f"{got} of {TRIES} tries", met=got == 0)
