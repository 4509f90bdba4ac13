"""One zip a dashboard: tables, README, citation, licence, checksums; the same content gives the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from clerestory.project.model import Project, Source
from clerestory.project.pages import Page
from clerestory.public.site import citation, words
from clerestory.public.site.cubes import Published
from clerestory.public.site.frame import base_url

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def archive(
    project: Project, page: Page, own: Sequence[Published], data: Path, dictionary: bytes, covers: str
) -> bytes:
    """The zip of a page."""
    tables = {f"{each.table.id}.csv": _csv(data, each) for each in own}
    words_beside = {
        "README.txt": _readme(project, page, own).encode(),
        "CITATION.txt": f"{citation.sentence(project, page, covers)}\n".encode(),
        "LICENCE.txt": f"{project.licence}\n".encode(),
        "dictionary.csv": dictionary,
    }
    files = {**words_beside, **tables}
    checks = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return _zip(f"{page.id}-{project.release.id}", {**files, "SHA256SUMS.txt": checks.encode()})


def _csv(data: Path, each: Published) -> bytes:
    return (data / each.table.collection / f"{each.table.id}.csv").read_bytes()


def _zip(folder: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _LONG_AGO)
            entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, files[name])
    return buffer.getvalue()


def _readme(project: Project, page: Page, own: Sequence[Published]) -> str:
    source = project.source(page.collection)
    parts = [
        _about(project, page, source),
        "TABLES\n" + "".join(_table(each) for each in own),
        _STATUS.format(most=project.policy.minimum - 1),
        _caveats(page, source),
        "CHECK\nSHA256SUMS.txt has a checksum of each file (sha256sum --check SHA256SUMS.txt).\n",
    ]
    return "\n".join(part for part in parts if part)


def _about(project: Project, page: Page, source: Source) -> str:
    lines = [
        f"{page.title}: {project.title}",
        f"Publisher: {project.publisher}",
        f"Release: {project.release.id}, {words.day(project.release.published_on)}",
        f"Address: {base_url(project)}/{page.id}/",
        f"A record is {source.record}.",
        *([f"Source: {source.origin}."] if source.origin else []),
        *([f"EXAMPLE DATA. {project.example}"] if project.example else []),
    ]
    return "\n".join(lines) + "\n"


def _table(each: Published) -> str:
    notes = "".join(f"  {note}\n" for note in each.table.notes)
    return f"{each.table.id}.csv  {each.table.title} ({words.number(each.cells)} numbers, {words.number(each.withheld)} withheld)\n{notes}"


_STATUS = """WITHHELD NUMBERS
A number is withheld where it counts 1 to {most}, or where showing it would let someone work out
such a number by subtraction. Its value is empty and its status says so. It is never zero:
a 0 is a real zero. Every total includes the withheld numbers. The code Total is a total
over that variable.
"""


def _caveats(page: Page, source: Source) -> str:
    notes = [f"- {heading}. {note}" for heading, note in page.compare_notes.items()]
    notes += [f"- {caveat}" for caveat in source.caveats]
    return "BEFORE YOU COMPARE\n" + "\n".join(notes) + "\n" if notes else ""
