"""``clerestory drill california-2022``: replay the case on a live stack; per milestone, 2022 against now."""

import argparse
from pathlib import Path

from clerestory.cli.outcome import DONE, Outcome
from clerestory.cli.progress import Steps
from clerestory.errors import FOUND, InputError
from clerestory.release import whole

HELP = "replay June 27 and 28, 2022, on a live stack: per milestone, 2022 against now"
SCENARIOS = ("california-2022",)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("scenario", choices=SCENARIOS, help="which case")
    parser.add_argument(
        "--without", action="append", default=[], metavar="CONTROL",
        help="leave a control out (its name or number: timer, R17); may be repeated",
    )  # fmt: skip
    parser.add_argument("--ablate", action="store_true", help="replay it once more for each control left out")
    parser.add_argument("--out", type=Path, metavar="PAGE.html", help="write the page that people watch")


def act(args: argparse.Namespace) -> Outcome:
    """Replay it, and tell."""
    from clerestory.acts.drill import drill
    from clerestory.governance.incidents.drill import page, scenario

    without = []
    for word in args.without:
        control = scenario.control(word)
        if control is None:
            known = ", ".join(f"{each.value} ({each.number})" for each in scenario.Control)
            raise InputError(f"{word}: there is no such control in the drill; there are: {known}")
        without.append(control)
    with Steps() as steps:
        done = drill(without, steps, ablate=args.ablate)
    if args.out:
        whole.write(args.out, page.page(done.run, done.ablation).encode())
    text = page.text(done.run, done.ablation)
    return Outcome(text, done.as_json(), DONE if done.run.passed else FOUND)
