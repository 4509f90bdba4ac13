"""Write ``docs/reference/controls.md``: every control, the tests that show it, and how they went last.

    python -m clerestory.cli.controls tests/scenario/controls docs/reference/controls.md [junit.xml]

Without a report of a run, the last results in the page are kept.
"""

import ast
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

CONTROLS = tuple(range(1, 51))
_LINE = re.compile(r"^\| (R\d\d) \|.*\| (\S+) \| ([^|]*) \|$")
_FILE = re.compile(r"test_r(\d\d)_\w+\.py")


@dataclass(frozen=True)
class Control:
    """One control: what its tests say of it, how many there are, how they went."""

    number: int
    told: str
    file: str
    tests: int

    @property
    def name(self) -> str:
        """As it is cited."""
        return f"R{self.number:02}"


def controls(folder: Path) -> tuple[Control, ...]:
    """Every control that has a file of tests."""
    found = []
    for path in sorted(folder.glob("test_r*.py")):
        if named := _FILE.fullmatch(path.name):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = (ast.get_docstring(tree) or "").partition("\n")[0].partition(": ")[2]
            tests = sum(
                isinstance(each, ast.FunctionDef) and each.name.startswith("test_") for each in tree.body
            )
            found.append(Control(int(named[1]), told, path.name, tests))
    return tuple(found)


def text(found: tuple[Control, ...], results: Mapping[str, str]) -> str:
    """The page."""
    lines = [
        "# Controls and their tests",
        "",
        "Each failure of 2022 has a control, and each control has scenario tests that are named after it. Made by `just controls`,",
        "which runs them; a test says if a control has none.",
        "",
        "| control | what it says | tests | file | last result |",
        "|---|---|---|---|---|",
    ]
    for each in found:
        last = results.get(each.file, "not run")
        lines.append(f"| {each.name} | {each.told} | {each.tests} | {each.file} | {last} |")
    return "\n".join([*lines, ""])


def results_of(report: Path) -> dict[str, str]:
    """How each file's tests went, from pytest's XML."""
    counts: dict[str, list[int]] = {}
    for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314  (our own tests' report)
        file = case.get("classname", "").rpartition(".")[2] + ".py"
        bad = case.find("failure") is not None or case.find("error") is not None
        count = counts.setdefault(file, [0, 0])
        count[bad] += 1
    return {
        file: f"{good} passed" if not bad else f"{bad} failed, {good} passed"
        for file, (good, bad) in counts.items()
    }


def kept(page: Path) -> dict[str, str]:
    """The results that the page has."""
    if not page.is_file():
        return {}
    read = (_LINE.match(line) for line in page.read_text(encoding="utf-8").splitlines())
    return {found[2]: found[3] for found in read if found}


def main(words: list[str]) -> None:
    """Write the page."""
    folder, page = Path(words[0]), Path(words[1])
    results = {**kept(page), **(results_of(Path(words[2])) if len(words) > 2 else {})}
    page.write_text(text(controls(folder), results), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
