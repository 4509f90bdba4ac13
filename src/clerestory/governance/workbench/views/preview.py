"""The exact bytes that would be public, in a frame of their own that has no part in this workbench.

The address carries a word that is good for half an hour and for one bundle: the frame is sandboxed,
so it has another origin and sends no cookie. Every byte is compared with the manifest before it is sent.
"""

import hmac
from hashlib import sha256

from starlette.responses import Response

from clerestory.errors import ClerestoryError
from clerestory.governance.workbench.auth.secret import same
from clerestory.governance.workbench.bundle import Bundle, opened
from clerestory.governance.workbench.visit import Access, Page, Visit

LASTS = 30 * 60
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src {0}",
        "style-src {0}",
        "img-src {0}",
        "font-src {0}",
        "connect-src {0}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors {0}",
        "sandbox allow-scripts",
    )
)


def address(visit: Visit, bundle: Bundle, path: str) -> str:
    """Where this bundle can be seen for a while."""
    until = visit.now // LASTS + 2
    return f"/preview/{bundle.digest[:16]}.{until}.{_word(visit, bundle.digest, until)}/{path}"


def show(visit: Visit) -> Response:
    """One file, exactly as it would be served; a folder shows its index."""
    short, _, rest = visit.part("word").partition(".")
    until, _, given = rest.partition(".")
    for folder in (visit.bench.staged, visit.bench.published):
        bundle = opened(folder)
        if bundle is None or not bundle.digest.startswith(short) or not until.isdecimal():
            continue
        is_good = same(given, _word(visit, bundle.digest, int(until))) and visit.now // LASTS < int(until)
        if is_good:
            return _sent(visit, bundle, visit.part("path"))
    return Response("this preview is over; open the release again\n", 410, media_type="text/plain")


def _sent(visit: Visit, bundle: Bundle, path: str) -> Response:
    if not path or path.endswith("/"):
        path += "index.html"
    if path not in bundle.entries:
        return Response("not a file of this bundle\n", 404, media_type="text/plain")
    try:
        content = bundle.read(path)
    except ClerestoryError as error:
        return Response(f"{error}\n", 409, media_type="text/plain")
    headers = {
        "content-security-policy": POLICY.format(visit.bench.settings.origin),
        "x-frame-options": "SAMEORIGIN",
        "access-control-allow-origin": "*",  # a sandboxed frame has no origin; the word in the address is the key
        "cross-origin-resource-policy": "cross-origin",
        "referrer-policy": "no-referrer",
    }
    return Response(content, media_type=bundle.entries[path].media_type, headers=headers)


def _word(visit: Visit, digest: str, until: int) -> str:
    return hmac.new(visit.bench.preview_key, f"{digest} {until}".encode(), sha256).hexdigest()


PAGES = (Page("/preview/{word}/{path:path}", show, Access.ANYBODY, is_file=True),)
