"""How to cite a page: a sentence, BibTeX and RIS."""

import re

from clerestory.project.model import Project
from clerestory.project.pages import Page
from clerestory.public.site import words
from clerestory.public.site.frame import base_url


def sentence(project: Project, page: Page, covers: str) -> str:
    """The citation in one line."""
    release = project.release
    made_up = " Example data." if project.example else ""
    return (
        f"{project.publisher}. {name(page, covers)}. Release {release.id}, "
        f"{words.day(release.published_on)}.{made_up} {base_url(project)}/{page.id}/"
    )


def bibtex(project: Project, page: Page, covers: str) -> bytes:
    """For BibTeX."""
    release = project.release
    lines = [
        f"@misc{{{page.id}-{release.id},",
        f"  author = {{{{{_braced(project.publisher)}}}}},",
        f"  title = {{{_braced(name(page, covers))}}},",
        f"  year = {{{release.published_on.year}}},",
        f"  note = {{Release {release.id}{', example data' if project.example else ''}}},",
        f"  url = {{{base_url(project)}/{page.id}/}},",
        "}",
    ]
    return ("\n".join(lines) + "\n").encode()


def ris(project: Project, page: Page, covers: str) -> bytes:
    """For Zotero, EndNote and others."""
    release = project.release
    lines = [
        "TY  - DATA",
        f"AU  - {project.publisher},",
        f"TI  - {name(page, covers)}",
        f"PY  - {release.published_on.year}",
        f"DA  - {release.published_on:%Y/%m/%d}",
        f"ET  - Release {release.id}",
        f"UR  - {base_url(project)}/{page.id}/",
        "ER  - ",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def name(page: Page, covers: str) -> str:
    """Title and years: "Concealed-carry permits, 2012 to 2021"."""
    return f"{page.title}, {covers}" if covers else page.title


def _braced(text: str) -> str:
    return re.sub(r"[{}\\]", "", text)
