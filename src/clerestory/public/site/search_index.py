"""What the search page looks through: topics, places, tables and words, ready made at build time."""

import json
from collections.abc import Mapping, Sequence

from clerestory.project.model import Project
from clerestory.project.pages import Page
from clerestory.public.site.cubes import Published
from clerestory.public.site.places import Places, sentence_name

MORE = (
    (
        "How we protect people in these numbers",
        "protection/",
        "withheld c suppressed privacy small method methodology",
    ),
    (
        "Data: all downloads and the data dictionary",
        "data/",
        "csv excel parquet json-stat zip files variables",
    ),
    ("Releases and corrections", "releases/", "changes next date version"),
    ("Report a problem with this data", "report/", "contact wrong error help"),
    ("About this site: licence, privacy, accessibility", "about/", "cookies terms font"),
)


def index(project: Project, published: Mapping[str, Published], places: Places | None) -> bytes:
    """``search/index.json``: what search.js loads when somebody searches."""
    whole = {
        "topics": [_topic(project, page, published, places) for page in project.pages],
        "places": [_place(places, place.code, place.address) for place in places.list] if places else [],
        "more": [{"title": text, "address": target, "words": hints} for text, target, hints in MORE],
    }
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _topic(
    project: Project, page: Page, published: Mapping[str, Published], places: Places | None
) -> dict[str, object]:
    own = [published[table.id] for table in project.tables_of(page.collection)]
    return {
        "title": page.title,
        "address": f"{page.id}/",
        "words": _words(project, page, own),
        "placed": places is not None and any(topic.page.id == page.id for topic in places.topics),
    }


def _words(project: Project, page: Page, own: Sequence[Published]) -> str:
    variables = project.variables[page.collection]
    held = {name for each in own for name in each.table.by}
    labels = [variables[name].label for name in sorted(held)]
    categories = [
        variables[name].hierarchy.label(code)
        for name in sorted(held)
        if variables[name].coarsens is None and not variables[name].suffix
        for code in variables[name].hierarchy.codes[1:]
    ]
    titles = [each.table.title for each in own]
    parts = [
        page.id,
        page.card,
        page.unit_one,
        page.unit_many,
        *titles,
        *labels,
        *categories,
        *page.definitions,
    ]
    return " ".join(dict.fromkeys(" ".join(parts).lower().split()))


def _place(places: Places, code: str, address: str) -> dict[str, str]:
    return {"name": sentence_name(places.variable, code), "code": code, "address": address}
