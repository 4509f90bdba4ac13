"""Build the portal: published cubes and a project in, a folder of finished files out.

The rules it keeps:
 * Only published files are read: JSON-stat through ``release.jsonstat``, the others copied as they are.
 * A page that names what no table holds stops the build; nothing is left out silently.
 * The same input gives the same bytes; no clock, no chance, no network.
 * Pages hold no inline script or style and ask nobody else for anything.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from clerestory.errors import InputError
from clerestory.project.model import Project
from clerestory.project.pages import Page
from clerestory.public.site import (
    archive,
    dashboards,
    dictionary,
    plain_pages,
    search_index,
    served,
    wellknown,
)
from clerestory.public.site.cubes import FORMATS, Published, read
from clerestory.public.site.dashboards import Topic
from clerestory.public.site.downloads import archive_address, archive_file
from clerestory.public.site.engine import Renderer
from clerestory.public.site.frame import Frame
from clerestory.public.site.model import has_map, page_model
from clerestory.public.site.places import Places, places, sentence_name
from clerestory.vocabulary.progress import Progress, Silent

_SILENT = Silent()


def build(
    project: Project,
    data: Path,
    out: Path,
    evidence: Mapping[str, object],
    progress: Progress = _SILENT,
) -> None:
    """Write the whole site of ``project`` into ``out``, which must be empty or absent.

    ``data`` holds ``<collection>/<table>.json|csv|parquet|xlsx``; ``evidence`` is public and is
    published as ``data/evidence.json``.
    """
    if out.exists() and any(out.iterdir()):
        raise InputError(f"{out.name}: not empty; give a folder that the site can fill alone")
    published = read(project, data)
    site = _files(project, published, data, evidence, progress)
    progress.step("Write the site")
    for address, content in sorted(site.items()):
        file = out / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _files(
    project: Project,
    published: Mapping[str, Published],
    data: Path,
    evidence: Mapping[str, object],
    progress: Progress,
) -> dict[str, bytes]:
    every = list(published.values())
    known = places(project, published)
    frame = _frame(project, known)
    renderer = _renderer(project, every)
    site = _data(project, every, data, evidence)
    topics = []
    progress.step("Draw the pages")
    for done, page in enumerate(project.pages, 1):
        topic, zipped = _topic(project, page, renderer, published, data, site["data/dictionary.csv"])
        topics.append(topic)
        site[archive_address(page)] = zipped
        site |= dashboards.files(project, frame, renderer, topic)
        progress.advance(done, len(project.pages))
    site |= served.served(maps=any(map(has_map, project.pages)))
    site["search/index.json"] = search_index.index(project, published, known)
    sizes = {address: len(content) for address, content in site.items()}
    told = plain_pages.Told(project, topics, every, known, evidence, sizes)
    site |= plain_pages.pages(told, frame, renderer)
    return site | _for_programs(project, site)


def _data(
    project: Project, every: Sequence[Published], data: Path, evidence: Mapping[str, object]
) -> dict[str, bytes]:
    tables = {
        each.address(name): (data / each.table.collection / f"{each.table.id}.{name}").read_bytes()
        for each in every
        for name in FORMATS
    }
    return {
        **tables,
        "data/dictionary.json": dictionary.as_json(project, every),
        "data/dictionary.csv": dictionary.as_csv(project, every),
        "data/evidence.json": (
            json.dumps(evidence, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        ).encode(),
        "data/release.json": _release(project, every),
    }


def _release(project: Project, every: Sequence[Published]) -> bytes:
    release = project.release
    whole = {
        "id": release.id,
        "title": project.title,
        "publisher": project.publisher,
        "published": release.published_on.isoformat(),
        "next": release.next,
        "changes": list(release.changes),
        "licence": project.licence,
        "example": project.example,
        "tables": [each.table.id for each in every],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _topic(
    project: Project,
    page: Page,
    renderer: Renderer,
    published: Mapping[str, Published],
    data: Path,
    words: bytes,
) -> tuple[Topic, bytes]:
    model = page_model(project, page, published)
    model["full"] = renderer.full_view(model)
    others = [
        published[table.id] for table in project.tables_of(page.collection) if table.id != page.view.table
    ]
    own = [published[page.view.table], *others]
    covers = dashboards.covers(model)
    zipped = archive.archive(project, page, own, data, words, covers)
    return Topic(page, model, own, archive_file(page, zipped), covers), zipped


def _renderer(project: Project, every: Sequence[Published]) -> Renderer:
    renderer = Renderer()
    for each in every:
        renderer.load_cube(each.text)
    if any(map(has_map, project.pages)):
        renderer.load_map(served.read("california.json").decode())
    return renderer


def _frame(project: Project, known: Places | None) -> Frame:
    unit = project.pages[0].unit_many if project.pages else "numbers"
    if known is None:
        return Frame(project, "a topic or a word", f"For example: {unit}")
    largest = max(known.list, key=lambda place: int(place.cells[0].shown.replace(",", "") or 0))
    example = f"For example: {sentence_name(known.variable, largest.code)} {unit}"
    return Frame(project, f"a {known.variable.label.lower()}, a topic or a word", example)


def _for_programs(project: Project, site: Mapping[str, bytes]) -> dict[str, bytes]:
    folders = [address.removesuffix("index.html") for address in site if address.endswith("index.html")]
    return {
        "robots.txt": wellknown.robots(project),
        "sitemap.xml": wellknown.sitemap(project, folders),
        ".well-known/security.txt": wellknown.security(project),
    }
