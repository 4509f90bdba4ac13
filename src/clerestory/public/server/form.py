"""What a browser sends of the report form: fields, and files by name and content. Read strictly, kept in memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from clerestory.vocabulary import attachment

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?', re.IGNORECASE)
_NAMED = re.compile(rb'(?:^|[;\s])(filename|name)="((?:[^"\\]|\\.)*)"', re.IGNORECASE)


@dataclass(frozen=True)
class Filled:
    """A form that somebody filled in."""

    words: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()

    def text(self, name: str) -> str:
        """One field, nothing if it was left empty."""
        return self.words.get(name, "").strip()


def read(media_type: str, body: bytes) -> Filled | None:
    """The form, however it was sent; None if it is none."""
    if media_type.startswith(URLENCODED):
        words = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=False)
        return Filled({name: values[0] for name, values in words.items()})
    found = _BOUNDARY.search(media_type) if media_type.startswith(MULTIPART) else None
    return _of_parts(body, found[1].encode()) if found else None


def _of_parts(body: bytes, boundary: bytes) -> Filled | None:
    _, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if not parts or not parts[-1].startswith(b"--"):
        return None  # cut off on the way
    words: dict[str, str] = {}
    files = []
    for told, content in map(_part, parts[:-1]):
        name = told.get("name", b"").decode("utf-8", "replace")
        if "filename" not in told:
            words.setdefault(name, content.decode("utf-8", "replace"))
        elif content:
            files.append((attachment.plain_name(told["filename"].decode("utf-8", "replace")), content))
    return Filled(words, tuple(files))


def _part(part: bytes) -> tuple[dict[str, bytes], bytes]:
    head, _, content = part.partition(b"\r\n\r\n")
    return dict(_names(head)), content


def _names(head: bytes) -> Iterator[tuple[str, bytes]]:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-disposition:"):
            yield from ((key.decode().lower(), value) for key, value in _NAMED.findall(line))
