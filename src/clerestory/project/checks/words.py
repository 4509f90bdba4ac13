"""{placeholders} in a page's words: each must be one that the pages can fill."""

import re
from collections.abc import Iterator

from clerestory.project.document import Document
from clerestory.project.location import Place
from clerestory.project.pages import Page
from clerestory.project.problem import did_you_mean

ANYWHERE = frozenset({"place", "year", "years", "first_year", "previous_year"})
OF_A_FIGURE = ("previous", "first", "change", "since", "difference", "share")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_words(page: Page, document: Document) -> None:
    """Every placeholder of a page's words can be filled."""
    with_figures = ANYWHERE | _of_figures(len(page.figures))
    for place, text in _texts(page):
        known = ANYWHERE if place[0] == "figures" else with_figures
        for name in _PLACEHOLDER.findall(text):
            if name not in known:
                document.problem(
                    place, f"the placeholder {{{name}}} does not exist", did_you_mean(name, known)
                )


def _of_figures(count: int) -> frozenset[str]:
    """{1} is the first figure, {1.previous} its value the year before; {figure} is {1}, {previous} too."""
    numbered = [str(number) for number in range(1, count + 1)]
    first = {"figure", *OF_A_FIGURE} if count else set()
    return frozenset(
        [*first, *numbered, *(f"{number}.{part}" for number in numbered for part in OF_A_FIGURE)]
    )


def _texts(page: Page) -> Iterator[tuple[Place, str]]:
    yield ("summary",), page.summary
    for number, figure in enumerate(page.figures):
        yield ("figures", number, "label"), figure.label
        yield ("figures", number, "note"), figure.note
    for number, chart in enumerate(page.charts):
        for key in ("heading", "measure", "note"):
            yield ("charts", number, key), getattr(chart, key)
