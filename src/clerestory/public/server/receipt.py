"""What the reader sees after the report form: a receipt or a word on what went wrong, in the page that they came from.

The signed page of the form lends its frame, so that the answer looks like the site; where nothing of the release is
served, a plain page takes its place: a report must be possible then too.
"""

import html
import re
from datetime import datetime

from clerestory.public.server import headers
from clerestory.public.server.answers import Reply

_MAIN = re.compile(rb"(<main\b[^>]*>).*(</main>)", re.DOTALL)
_TITLE = re.compile(rb"<title>.*?</title>", re.DOTALL)
_META = re.compile(rb'<(?:meta (?:name="description"|property="og:)|link rel="canonical")[^>]*>\n?')
PLAIN = (
    b'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    b'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title></title>\n</head>\n'
    b"<body>\n<main>\n</main>\n</body>\n</html>\n"
)
CRUMBS = (
    '<nav class="crumbs" aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li>'
    '<li><a href="/report/">Report a problem</a></li><li><span aria-current="page">Answer</span></li></ol></nav>'
)
NEXT = (
    '<aside class="flow"><div class="panel flow"><h2 class="plain">What happens next</h2><ol class="clock">'
    "<li><b>Now</b> A person who did not make the page is called.</li>"
    "<li><b>Within 15 minutes</b> If it may concern people and nobody can show that the page is safe, it comes down by itself.</li>"
    "<li><b>Afterwards</b> If you left an address, we tell you what we found.</li></ol></div></aside>"
)


def receipt(page: bytes, number: str, at: datetime, files: int) -> Reply:
    """It was received: its number, when, and what becomes of it."""
    came = {0: "", 1: " One file came with it."}.get(files, f" {files} files came with it.")
    main = (
        '<div class="two text open"><div class="flow"><div class="note ok receipt" role="status"><p>Your message has the number</p>'
        f'<p class="big num">{html.escape(number)}</p>'
        f'<p class="small">Received {at:%B} {at.day}, {at.year}, {at:%H:%M:%S} UTC. Keep it: with it you can ask, without giving your name.</p></div>'
        f"<p>It is sealed: only the people who answer reports can open it.{came}</p>"
        "<p>Please do not post what you saw, and delete any copy.</p>"
        f'<p><a class="btn" href="/">Back to the numbers</a></p></div>{NEXT}</div>'
    )
    return _reply(page, 200, "We received your message", main)


def notice(page: bytes, status: int, title: str, told: str) -> Reply:
    """It was not taken, why, and what to do."""
    main = (
        f'<div class="flow"><div class="note stop" role="alert"><p>{html.escape(told)}</p></div>'
        '<p><a class="btn main" href="/report/">To the form</a></p></div>'
    )
    return _reply(page, status, title, main)


def _reply(page: bytes, status: int, title: str, main: str) -> Reply:
    heading = f"\n{CRUMBS}\n<h1>{html.escape(title)}</h1>\n".encode()
    frame = page if _MAIN.search(page) else PLAIN
    body = _MAIN.sub(lambda found: found[1] + heading + main.encode() + b"\n" + found[2], frame, count=1)
    body = _TITLE.sub(f"<title>{html.escape(title)}</title>".encode(), body, count=1)
    body = _META.sub(b"", body)
    marks = [
        headers.type_("text/html; charset=utf-8"),
        headers.KEEP_NEVER,
        headers.length(len(body)),
        *headers.SECURITY,
    ]
    return Reply(status, marks, body)
