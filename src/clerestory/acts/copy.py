"""Copy what is published to every destination that was named; withdrawn files are removed there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from clerestory.acts.places import Places
from clerestory.errors import ClerestoryError
from clerestory.public import destination
from clerestory.public.destination import Copied
from clerestory.public.objects import Objects
from clerestory.release import layout, pins, trust

REPORT = "report/index.html"
DEAF = (
    "{to}: a store takes no reports, and the report form of this release posts to the server that serves it; say "
    'host = "static" and an intake address in policy.toml, and release it so'
)


def copy(places: Places, to: str, now: datetime) -> Copied:
    """Verify what is published, all of it, and copy it to one destination."""
    release = _verified(places, now)
    if (folder := destination.folder_of(to)) is not None:
        return destination.copy_to_folder(release, folder)
    return destination.copy(release, Objects.at(to), to)


def copy_to_all(places: Places, named: Sequence[str], now: datetime) -> list[dict[str, object]]:
    """To those named, which are remembered, and those remembered; one that fails does not stop the others.

    A store is not named for a release whose reports go to the server that serves it. One that has such a release
    already is kept as it is published: what is withdrawn must not stay there.
    """
    deaf = [to for to in named if to not in remembered(places) and not _can_be_told(places, to)]
    done: list[dict[str, object]] = [{"to": to, "refused": DEAF.format(to=to)} for to in deaf]
    for to in remembered(places, (to for to in named if to not in deaf)):
        try:
            done.append(asdict(copy(places, to, now)))
        except ClerestoryError as error:
            done.append({"to": to, "error": str(error)})
        except OSError as error:
            done.append({"to": to, "error": f"{to}: cannot be written to ({error.strerror})"})
    return done


def remembered(places: Places, named: Iterable[str] = ()) -> tuple[str, ...]:
    """Every destination so far, those named now among them from here on."""
    file = _list(places)
    before = file.read_text().splitlines() if file.is_file() else []
    every = tuple(dict.fromkeys((*before, *named)))
    if every != tuple(before):
        pins.write(file, "".join(f"{to}\n" for to in every).encode())
    return every


def sentences(done: Iterable[Mapping[str, object]]) -> list[str]:
    """A line a destination."""
    return [
        f"Not copied: {each.get('error') or each['refused']}"
        if "error" in each or "refused" in each
        else f"Copied to {each['to']}: {each['written']} files written and read back, {each['removed']} removed"
        for each in done
    ]


def _can_be_told(places: Places, to: str) -> bool:
    """Whether readers of a copy there can report what they see: a folder may have a server in front, a store takes nothing."""
    page = places.published / layout.SITE / REPORT
    if destination.folder_of(to) is not None or not page.is_file():
        return True
    forms = [form for form in re.findall(rb"<form\b[^>]*>", page.read_bytes()) if b'method="post"' in form]
    return all(b'action="https://' in form for form in forms)


def _verified(places: Places, now: datetime) -> destination.Verified:
    pinned = pins.read(places.trust)
    with layout.opened(places.published) as folder:
        metadata = layout.read_metadata(folder)
        statement = trust.trusted(metadata, pinned.root, now, pinned.seen)
        return destination.verified(
            folder, statement, metadata,
            tuple(pins.notices(places.trust).values()), tuple(pins.notice_files(places.trust).values()),
        )  # fmt: skip


def _list(places: Places) -> Path:
    return places.published.parent / "destinations"
