"""Files that programs look for: robots.txt, sitemap.xml, security.txt."""

from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape

from clerestory.project.model import Project
from clerestory.public.site.frame import base_url


def contact_address(contact: str) -> str:
    """A contact as a link: an address on the web, of e-mail, or a telephone number."""
    if contact.startswith(("https://", "http://", "mailto:", "tel:")):
        return contact
    if "@" in contact:
        return f"mailto:{contact}"
    return "tel:" + "".join(sign for sign in contact if sign.isdigit() or sign == "+")


def robots(project: Project) -> bytes:
    """Everything may be read and indexed."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url(project)}/sitemap.xml\n".encode()


def sitemap(project: Project, folders: Iterable[str]) -> bytes:
    """Every page that may be found, dated by the release."""
    dated = project.release.published_on.isoformat()
    lines = [
        f"<url><loc>{escape(f'{base_url(project)}/{folder}')}</loc><lastmod>{dated}</lastmod></url>"
        for folder in sorted(folders)
    ]
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (opening + "\n".join(lines) + "\n</urlset>\n").encode()


def security(project: Project) -> bytes:
    """Where to report a weakness (RFC 9116); good for a year from the release."""
    lines = [
        f"Contact: {contact_address(project.contact)}",
        f"Expires: {_a_year_after(project.release.published_on).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {project.language}",
        f"Canonical: {base_url(project)}/.well-known/security.txt",
        f"Policy: {base_url(project)}/report/",
    ]
    return ("\n".join(lines) + "\n").encode()


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=min(day.day, 28))
