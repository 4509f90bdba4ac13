"""The pages beside the topics: home, places, data, methods, releases, report, about, search, not found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from clerestory.project.model import Project
from clerestory.public.site import methodology, words
from clerestory.public.site.cubes import Published
from clerestory.public.site.dashboards import Topic
from clerestory.public.site.dictionary import dimensions
from clerestory.public.site.downloads import File, plain_file, table_files, totals
from clerestory.public.site.engine import Renderer
from clerestory.public.site.frame import Address, Frame
from clerestory.public.site.model import has_map
from clerestory.public.site.places import Places
from clerestory.public.site.search_index import MORE
from clerestory.public.site.wellknown import contact_address

MANIFEST = "manifest.json"
KINDS = (
    ("person", "I can see, download or work out something about a person"),
    ("number", "A number looks wrong"),
    ("page", "A page or file does not work"),
    ("other", "Something else"),
)


@dataclass(frozen=True, repr=False)
class Told:
    """What these pages tell of: the project, its topics and tables, and what the trial found."""

    project: Project
    topics: Sequence[Topic]
    every: Sequence[Published]
    places: Places | None
    evidence: Mapping[str, object]
    sizes: Mapping[str, int]


def pages(told: Told, frame: Frame, renderer: Renderer) -> dict[str, bytes]:
    """Address -> content of each of these pages."""
    made = {
        "index.html": _home(told, frame, renderer),
        "data/index.html": _data(told, frame),
        "protection/index.html": _protection(told, frame),
        "releases/index.html": _releases(told, frame),
        "report/index.html": report(told.project, frame),
        "about/index.html": _about(told.project, frame),
        "search/index.html": _search(told, frame),
        "404.html": _not_found(told, frame),
    }
    if told.places:
        made["places/index.html"] = _places(told.project, frame, told.places)
    return made


def _home(told: Told, frame: Frame, renderer: Renderer) -> bytes:
    project, every = told.project, told.every
    return frame.page(
        "home.html",
        Address("", project.home.title, project.home.lede),
        home=project.home,
        cards=[_card(renderer, topic) for topic in told.topics],
        places=told.places,
        minimum=project.policy.minimum,
        trial=methodology.trial_sentence(every, told.evidence, project),
        totals=totals(every),
    )


def _card(renderer: Renderer, topic: Topic) -> dict[str, object]:
    drawn = renderer.card(topic.model)
    return {
        "title": topic.page.title,
        "address": f"{topic.page.id}/",
        "noun": topic.page.card,
        **{name: Markup(html) for name, html in drawn.items()},  # noqa: S704  (made by the renderer, escaped there)
    }


def _data(told: Told, frame: Frame) -> bytes:
    about = "Every table of this release as CSV, Excel, Parquet and JSON-stat, with a data dictionary."
    return frame.page(
        "data.html",
        Address("data/", "Data", about, "data"),
        totals=totals(told.every),
        archives=[topic.archive for topic in told.topics],
        dictionary=[
            plain_file("data/dictionary.csv", "Data dictionary, CSV", told.sizes),
            plain_file("data/dictionary.json", "Data dictionary, JSON", told.sizes),
        ],
        topics=[_catalog(told, name) for name in told.project.collections],
    )


def _catalog(told: Told, collection: str) -> dict[str, object]:
    project, source = told.project, told.project.source(collection)
    own = [each for each in told.every if each.table.collection == collection]
    pages = [topic.page.id for topic in told.topics if topic.page.collection == collection]
    return {
        "id": collection,
        "title": source.title,
        "record": source.record,
        "origin": source.origin,
        "caveats": source.caveats,
        "address": f"{pages[0]}/" if pages else "",
        "tables": [table_files(project, each) for each in own],
        "variables": [
            _variable(project, collection, part.id, part.codes) for part, _ in dimensions(own).values()
        ],
    }


def _variable(project: Project, collection: str, name: str, codes: Sequence[str]) -> dict[str, str]:
    declared = project.variables[collection][name]
    labels = [declared.hierarchy.label(code) for code in codes[1:]]
    return {
        "id": name,
        "label": declared.label,
        "definition": declared.definition,
        "categories": f"{declared.total_label} (Total); {', '.join(labels)}",
    }


def _protection(told: Told, frame: Frame) -> bytes:
    about = "Why some numbers are withheld, shown with four small tables, and how we test that nobody can work them out."
    return frame.page(
        "protection.html",
        Address("protection/", "How we protect people in these numbers", about, "protection"),
        minimum=told.project.policy.minimum,
        width=told.project.policy.width,
        steps=methodology.steps(told.project.policy.minimum),
        trials=methodology.trials(told.project, told.every, told.evidence),
        cost=methodology.cost(told.every),
    )


def _releases(told: Told, frame: Frame) -> bytes:
    about = f"Release {told.project.release.id}: what it holds, what changed, and how to check it."
    return frame.page(
        "releases.html",
        Address("releases/", "Releases", about, "releases"),
        totals=totals(told.every),
        archives=[topic.archive for topic in told.topics],
        changes=told.project.release.changes,
        checks=[
            File(MANIFEST, "List of all files, with SHA-256", "JSON"),
            plain_file("data/release.json", "About this release", told.sizes),
            plain_file("data/evidence.json", "What the trial tested and found", told.sizes),
        ],
    )


def report(project: Project, frame: Frame) -> bytes:
    """The report form: it posts to the server that serves it, or to the intake address of a static host."""
    about = "A number looks wrong, or you can see something you should not? Tell us."
    return frame.page(
        "report.html",
        Address("report/", "Report a problem with this data", about),
        intake=project.policy.intake or "../report/",
        kinds=KINDS,
        contact={
            "address": contact_address(project.contact),
            "text": project.contact.removeprefix("mailto:"),
        },
    )


def _about(project: Project, frame: Frame) -> bytes:
    about = f"Who publishes {project.title}, under which licence, and what this site does and does not do."
    return frame.page(
        "about.html",
        Address("about/", "About this site", about),
        licence=project.licence,
        has_map=any(map(has_map, project.pages)),
    )


def _search(told: Told, frame: Frame) -> bytes:
    return frame.page(
        "search.html",
        Address("search/", "Search", "Find a topic, a place or a word.", "search"),
        topics=_listed(told.topics),
        places=told.places,
        more=[(text, target) for text, target, _ in MORE],
    )


def _not_found(told: Told, frame: Frame) -> bytes:
    return frame.page_anywhere(
        "notfound.html",
        Address("404.html", "Not found", "This address was never part of a release.", indexed=False),
        topics=_listed(told.topics),
    )


def _places(project: Project, frame: Frame, known: Places) -> bytes:
    title = f"Every {known.variable.label.lower()}, side by side"
    about = f"Each {known.variable.label.lower()} with its number from {words.counted(len(known.topics), 'topic', 'topics')}."
    return frame.page(
        "places.html",
        Address("places/", title, about, "topics"),
        places=known,
        minimum=project.policy.minimum,
        note=about,
    )


def _listed(topics: Sequence[Topic]) -> list[dict[str, str]]:
    return [{"title": topic.page.title, "address": f"{topic.page.id}/"} for topic in topics]
