"""The report as a tagged PDF by Typst: the same parts, the same bytes for the same log."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import as_file, files

from clerestory.governance.incidents.report.report import Report, matrix


def pdf(made: Report) -> bytes:
    """The report's bytes."""
    import typst

    fonts_of = files("clerestory.governance.notices") / "fonts"
    with as_file(files(__package__) / "report.typ") as template, as_file(fonts_of) as fonts:
        content = typst.compile(
            str(template),
            sys_inputs={"report": json.dumps(_parts(made))},
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            timestamp=0,
            pdf_standards="ua-1",
        )
    return bytes(content)


def _parts(made: Report) -> dict[str, object]:
    sayings: list[Sequence[str]] = [
        (each.topic, each.value, each.source, "used here" if each.used else "", each.event)
        for said in made.sayings
        for each in said
    ]
    return {
        "title": made.title, "publisher": made.publisher, "incident": made.incident,
        "first": str(made.first), "last": str(made.last), "sentences": [asdict(each) for each in made.sentences],
        "figures": [(each.what, each.figure, each.note, ", ".join(each.events)) for each in made.figures],
        "known": _known(made),
        "gaps": [(each.who, each.teller, each.when, each.fact, each.learnt.when if each.learnt else "not in the log",
                  ", ".join(each.events)) for each in made.gaps],
        "sayings": sayings, "spread": made.spread,
        "findings": [(each.told, each.kind.value, each.sought, each.limits, each.event) for each in made.findings],
        "items": [(each.title, each.owner, each.due, each.test or "none yet", each.stand.value) for each in made.items],
    }  # fmt: skip


def _known(made: Report) -> list[Sequence[str]]:
    """The head and the rows of who knew what."""
    facts, rows = matrix(made)
    head = ("Role", *(f"That {fact}" for fact in facts))
    return [
        head,
        *(
            (row.who, *(f"{words} [{', '.join(events)}]" if events else words for words, events in row.cells))
            for row in rows
        ),
    ]
