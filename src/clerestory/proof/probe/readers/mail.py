"""Messages and what is folded as they are: mail with its attachments, mailboxes, saved pages, calendars, cards."""

import email
import email.header
import re
from collections.abc import Iterator
from email.message import Message
from itertools import pairwise

from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.report import Visibility

_LINE = rb"[!-9;-~]{1,60}:[ \t]?[^\n]*\r?\n(?:[ \t][^\n]*\n)*"
_HEAD = re.compile(rb"(?:From \S[^\n]*\n)?(?:" + _LINE + rb"){2}")
_KNOWN = re.compile(
    rb"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Content-Type|"
    rb"Content-Transfer-Encoding|Delivered-To|Reply-To|X-Mailer):",
    re.IGNORECASE | re.MULTILINE,
)
_BETWEEN = re.compile(rb"^From [^\n]*\n", re.MULTILINE)
_FOLD = re.compile(rb"\r?\n[ \t]")


def is_mail(head: bytes) -> bool:
    """Whether text begins as a message or mailbox: lines of a head, two of them well known."""
    return _HEAD.match(head) is not None and len(_KNOWN.findall(head[:4096])) >= 2


def is_folded(head: bytes) -> bool:
    """Whether long lines go on after a line break and a space: calendars, cards, directories."""
    return head[:7].upper() == b"BEGIN:V" or head[:4].lower() == b"dn: "


def unfolded(node: Child) -> Iterator[Yield]:
    """The lines put together again."""
    whole = _FOLD.sub(b"", bytes(node.content))
    yield Part(f"{node.inside} (unfolded)".strip(), whole, Form.TEXT, node.visibility, "text")


def mail(node: Child) -> Iterator[Yield]:
    """Every part of every message, decoded, and the words of its head."""
    found = _messages(node.content)
    for number, (begin, end) in enumerate(found, 1):
        message = email.message_from_bytes(bytes(node.content[begin:end]))
        yield from _message(node, message, f"message {number} " if len(found) > 1 else "")


def _messages(content: bytes | memoryview) -> list[tuple[int, int]]:
    """Where every message of a mailbox begins and ends; one that is none is one message."""
    if bytes(content[:5]) != b"From ":
        return [(0, len(content))]
    lines = [found.span() for found in _BETWEEN.finditer(content)]
    return [(after, end) for (_, after), (end, _) in pairwise([*lines, (len(content), 0)])]


def _message(node: Child, message: Message, which: str) -> Iterator[Yield]:
    for at, part in enumerate(message.walk(), 1):
        told = "\n".join(f"{name}: {_words(str(value))}" for name, value in part.items())
        place = below(node, f"{which}part {at}")
        yield Part(f"{place} (head)", told.encode("utf-8", "replace"), Form.TEXT, Visibility.METADATA, "text")
        if not part.is_multipart():
            name = _words(part.get_filename() or "")
            yield Child(f"{place} {name}".strip(), _content(part), node.visibility)


def _content(part: Message) -> bytes:
    """A part as it was before it was packed for the way; text as UTF-8."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset() or ""
    if part.get_content_maintype() == "text" and charset.startswith(("utf-16", "utf-7")):
        try:
            return raw.decode(charset, "replace").encode("utf-8", "replace")
        except LookupError:
            return raw
    return raw


def _words(text: str) -> str:
    """A head's words, those in other alphabets decoded."""
    try:
        return str(email.header.make_header(email.header.decode_header(text)))
    except (ValueError, LookupError):
        return text
