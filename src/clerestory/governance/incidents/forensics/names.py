"""The names that logs give to what we ask of a request, and ours."""

from collections.abc import Container, Iterable, Mapping

from clerestory.errors import InputError

# ours -> theirs, as servers, log shippers and content networks write them (compared without case)
KNOWN: Mapping[str, tuple[str, ...]] = {
    "time": (
        "time", "time_local", "time_iso8601", "timestamp", "@timestamp", "ts", "datetime", "msec",
        "created_at", "request_time_utc",
    ),
    "peer": (
        "peer", "remote_addr", "remote_ip", "client_ip", "clientip", "c-ip", "remote_host", "client",
        "address", "ip", "host",
    ),
    "forwarded": (
        "forwarded", "http_x_forwarded_for", "x_forwarded_for", "x-forwarded-for", "cs(x-forwarded-for)",
        "xff", "forwarded_for", "user_ip",
    ),
    "request": ("request", "request_line"),
    "method": ("method", "request_method", "http_method", "cs-method", "verb"),
    "path": ("path", "request_uri", "uri", "url", "http_request_uri", "cs-uri-stem", "target", "route"),
    "status": ("status", "status_code", "http_status", "sc-status", "response", "code"),
    "bytes": (
        "bytes", "body_bytes_sent", "bytes_sent", "sc-bytes", "response_bytes", "body_bytes", "size", "length",
    ),
    "agent": ("agent", "http_user_agent", "user_agent", "cs(user-agent)", "useragent", "user-agent"),
    "request_id": (
        "request_id", "http_x_request_id", "x-edge-request-id", "x_request_id", "requestid", "req_id", "id",
    ),
}  # fmt: skip
_OURS = {theirs: ours for ours, names in KNOWN.items() for theirs in names}


def ours(name: str) -> str | None:
    """Our name for a field of a log; None if we ask nothing of it."""
    return _OURS.get(name.lower().removeprefix("$"))


def keys_of(declared: Mapping[str, str], there: Container[str] = ()) -> Mapping[str, str]:
    """Our name -> theirs, from a declaration that may be written either way round; ``there``: the names in the log."""
    made = {}
    for left, right in declared.items():
        our, theirs = (right, left) if left in there and right not in there else (left, right)
        known = our.lower() if our.lower() in KNOWN else ours(our)
        if known is None:
            our, theirs = theirs, our
            known = our.lower() if our.lower() in KNOWN else ours(our)
        if known is None:
            raise InputError(
                f"formats: the field {left!r} is none of {', '.join(KNOWN)}; name it by one of these"
            )
        made[known] = theirs
    return made


def keys_among(names: Iterable[str]) -> Mapping[str, str]:
    """Our name -> theirs, for names found in a log; of several, the one that our list has first."""
    there = {name.lower(): name for name in names}
    return {
        our: there[known[0]]
        for our, theirs in KNOWN.items()
        if (known := [name for name in theirs if name in there])
    }
