"""The table of a release: an answer for every signed address, for the signatures, and for all others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clerestory.public.server import answers, encoding, headers
from clerestory.public.server.answers import Answer, Held, Reply, Said, Table
from clerestory.release import layout, manifest, trust, verify
from clerestory.release.withdrawal import Notice

NOT_FOUND_PAGE = "404.html"
REPORT = "report/"
WITHDRAWN = f"{manifest.RESERVED}withdrawn.json"  # every withdrawal notice, as it was signed
_TITLE = re.compile(rb"<title>([^<]{1,200})</title>")


@dataclass(frozen=True)
class Release:
    """A trusted release in memory: its statement, its metadata, and the files that were ever good."""

    statement: trust.Statement
    metadata: Mapping[str, bytes]
    held: Mapping[str, Held]


def table(
    release: Release,
    faults: Mapping[str, verify.Fault],
    notices: Sequence[Notice],
    signed_notices: Sequence[bytes] = (),
) -> Table:
    """An answer for every address of a signed file: itself, withheld, or gone."""
    answered: dict[str, Answer] = {}
    version = release.statement.versions.targets
    still_there = _still_there(release, notices)
    gone = {notice: answers.gone(still_there, _moment(notice)) for notice in notices}
    for path in release.statement.targets:
        file: Answer = answers.WITHHELD if path in faults else release.held[path]
        by = min((each for each in notices if each.reaches(path, version)), key=_at, default=None)
        for address, moved in answers.addresses(path):
            answer = answers.Moved(moved) if moved else file
            answered.setdefault(address, gone[by] if by else answer)
    for name, content in release.metadata.items():
        answered[f"/{manifest.RESERVED}{layout.METADATA}/{name}"] = _metadata(name, content)
    answered[f"/{WITHDRAWN}"] = _listed(signed_notices)
    return Table(answered, _not_found(release, faults, notices), tuple(notices))


def _still_there(release: Release, notices: Sequence[Notice]) -> dict[str, str]:
    """The dashboards that are not withdrawn, and the page to report by, with their titles."""
    version = release.statement.versions.targets
    return {
        f"/{prefix}": _title(release.held.get(f"{prefix}index.html"), prefix)
        for prefix in (*sorted(release.statement.lineage), REPORT)
        if f"{prefix}index.html" in release.statement.targets
        and not any(notice.reaches(prefix, version) for notice in notices)
    }


def _title(page: Held | None, prefix: str) -> str:
    found = _TITLE.search(page.forms[encoding.IDENTITY].body) if page else None
    return found.group(1).decode(errors="replace").partition(" | ")[0] if found else prefix.rstrip("/")


def _at(notice: Notice) -> str:
    return notice.at


def _moment(notice: Notice) -> str:
    """The notice's own time, for readers; nothing where it holds none."""
    try:
        at = datetime.fromisoformat(notice.at).astimezone(UTC)
    except ValueError:
        return ""
    return f"on {at:%B} {at.day}, {at.year}, at {at:%H:%M} UTC"


def _metadata(name: str, content: bytes) -> Held:
    """The signatures themselves, so that anybody can verify the site from outside."""
    return answers.held(name, manifest.digest(content), content, "application/json", {})


def _listed(notices: Sequence[bytes]) -> Said:
    """The notices as their officers signed them: a list needs no signature of its own."""
    body = b'{"notices":[' + b",".join(notices) + b"]}"
    about = [headers.type_("application/json"), headers.KEEP_NEVER, headers.length(len(body))]
    return Said(Reply(200, [*about, *headers.SECURITY], body))


def _not_found(release: Release, faults: Mapping[str, verify.Fault], notices: Sequence[Notice]) -> Said:
    is_gone = any(notice.reaches(NOT_FOUND_PAGE, release.statement.versions.targets) for notice in notices)
    if NOT_FOUND_PAGE not in release.held or NOT_FOUND_PAGE in faults or is_gone:
        return Table().other
    return answers.said(404, release.held[NOT_FOUND_PAGE].forms[encoding.IDENTITY].body)
