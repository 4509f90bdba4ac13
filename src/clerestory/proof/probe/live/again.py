"""Asking again, otherwise, where a plain request was refused or cut short; no I/O."""

import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from clerestory.proof.probe.live.exchange import Answer, Request, Way, Why

_REFUSED = frozenset({401, 403, 405, 406, 413, 416})
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_READS = re.compile(r"api|data|query|search|export|download|report|list|graphql|rows|records", re.IGNORECASE)
_CHANGES = re.compile(
    r"delete|remove|drop|create|insert|update|upload|import|login|logout|register|subscribe|save|send|pay",
    re.IGNORECASE,
)


def otherwise(answer: Answer) -> Iterator[Request]:
    """Requests that some servers forget to refuse: a range of bytes; POST, where only reading can be meant."""
    request = answer.request
    if answer.status not in _REFUSED or request.method != "GET" or "Range" in request.headers:
        return
    yield replace(request, way=Way.GUESSED, headers={"Range": "bytes=0-"}, what="by a range of bytes")
    allowed = {word.strip().upper() for word in answer.headers.get("allow", "").split(",")}
    path = urlsplit(request.address).path
    only_reads = _READS.search(path) is not None and _CHANGES.search(path) is None
    only_posts = "POST" in allowed and not allowed & {"PUT", "PATCH", "DELETE"}
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED and only_reads and only_posts:
        headers = {"Content-Type": "application/json"}
        yield replace(request, way=Way.GUESSED, method="POST", body=b"{}", headers=headers, what="by POST")


def rest_of(answer: Answer) -> Request | None:
    """The request for what is missing of a part: after a range, or where the connection ended early."""
    if answer.request.method != "GET" or not answer.given:
        return None
    have = len(answer.content)
    if answer.why is Why.SHORT and have and answer.headers.get("accept-ranges", "").lower() == "bytes":
        return replace(answer.request, headers={**answer.request.headers, "Range": f"bytes={have}-"})
    found = _RANGE.match(answer.headers.get("content-range", ""))
    if answer.status == HTTPStatus.PARTIAL_CONTENT and found and int(found[2]) + 1 < int(found[3]):
        return replace(
            answer.request, headers={**answer.request.headers, "Range": f"bytes={int(found[2]) + 1}-"}
        )
    return None


def joined(answer: Answer, more: Answer) -> Answer | None:
    """Two parts as one; nothing if the second is not the rest of the first."""
    begun = _RANGE.match(more.headers.get("content-range", ""))
    if more.status != HTTPStatus.PARTIAL_CONTENT or not more.content or not begun:
        return None
    if int(begun[1]) != len(answer.content):
        return None
    return replace(more, request=answer.request, content=answer.content + more.content)
