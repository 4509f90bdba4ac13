"""A git folder that a server gives: every object that its references and history lead to.

The same form as an adapter (no I/O): the objects themselves are answers, read like any other file.
"""

import re
import zlib
from collections.abc import Iterator

from clerestory.proof.probe.live.adapters.adapter import Adapter, Steps, get
from clerestory.proof.probe.live.exchange import Answer, Gap, Why

_HEAD = "/.git/HEAD"
_NAME = re.compile(rb"\b[0-9a-f]{40}\b")
_REFERENCE = re.compile(rb"\brefs/[\w./-]+")
_PACK = re.compile(rb"pack-[0-9a-f]{40}")
_FILES = ("config", "index", "packed-refs", "logs/HEAD", "ORIG_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG", "info/refs",
          "objects/info/packs", "refs/heads/main", "refs/heads/master", "refs/stash", "logs/refs/stash")  # fmt: skip
_OBJECTS = 5_000
_UNPACKED = 32 << 20


def recognise(answer: Answer) -> str:
    """By what stands in HEAD."""
    named = answer.address.endswith(_HEAD) and answer.given
    return answer.address.removesuffix("HEAD") if named and _points(answer.content) else ""


def _points(head: bytes) -> bool:
    return head.startswith(b"ref: refs/") or _NAME.fullmatch(head.strip()) is not None


def visit(base: str) -> Steps:
    """References, packs, and the objects one leads to from another."""
    waiting: dict[bytes, None] = {}
    for name in _FILES:
        answer = yield get(base + name, "a file of the git folder")
        if answer.given:
            waiting |= dict.fromkeys(_NAME.findall(answer.content))
            waiting |= dict.fromkeys(_entries(answer.content)) if name == "index" else {}
            for reference in dict.fromkeys(_REFERENCE.findall(answer.content)):
                found = yield get(base + reference.decode(), "a reference of the git folder")
                waiting |= dict.fromkeys(_NAME.findall(found.content) if found.given else ())
            for pack in dict.fromkeys(_PACK.findall(answer.content)):
                for ending in (".idx", ".pack"):
                    yield get(f"{base}objects/pack/{pack.decode()}{ending}", "a pack of the git folder")
    seen: set[bytes] = set()
    while waiting and len(seen) < _OBJECTS:
        name_of = next(iter(waiting))
        del waiting[name_of]
        seen.add(name_of)
        text = name_of.decode()
        found = yield get(f"{base}objects/{text[:2]}/{text[2:]}", "an object of the git folder")
        waiting |= {further: None for further in _leads(found) if further not in seen}
    if waiting:
        yield Gap(base, Why.PAGES)


def _entries(index: bytes) -> Iterator[bytes]:
    """The blobs that the index names: 20 bytes, 16 after the mode of each entry."""
    for found in re.finditer(rb"\0\0\x81[\xa4\xed]", index):
        at = found.start() + 16
        if len(index) >= at + 20:
            yield index[at : at + 20].hex().encode()


def _leads(answer: Answer) -> list[bytes]:
    """The commits, trees and blobs that a commit, a tag or a tree names."""
    if not answer.given:
        return []
    try:
        content = zlib.decompressobj().decompress(answer.content, _UNPACKED)
    except zlib.error:
        return []
    kind, _, rest = content.partition(b" ")
    body = rest.partition(b"\0")[2]
    if kind == b"tree":
        return [
            found[1].hex().encode() for found in re.finditer(rb"[0-7]{5,6} [^\0]+\0(.{20})", body, re.DOTALL)
        ]
    return _NAME.findall(body.partition(b"\n\n")[0]) if kind in {b"commit", b"tag"} else []


ADAPTER = Adapter("git", recognise, visit)
