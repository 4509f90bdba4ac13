"""Pages that the server makes itself: whole in themselves, so that they stand where nothing of a release can be served.

Their one style is in the page, and the content policy of every answer allows it by its digest.
"""

import hashlib
from base64 import b64encode
from http import HTTPStatus

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--wall:#ebe8de;--ink:#141c2e;--ink2:#495166;--link:#1b4f9c;--frame:#16233f}
@media(prefers-color-scheme:dark){:root{--paper:#0f1522;--wall:#202a3f;--ink:#eceff5;--ink2:#b2bacb;--link:#9cc4ff;--frame:#0a1020}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.55 "Source Sans 3","Segoe UI","Helvetica Neue",Arial,sans-serif}
main{max-width:72rem;margin:auto;padding:clamp(2rem,6vw,5rem) clamp(1rem,4vw,3rem);display:grid;gap:2rem 4rem}
main>div{max-width:42rem}
h1{font-size:clamp(2.125rem,1.6rem + 2.3vw,3.25rem);line-height:1.08;letter-spacing:-.02em;margin:.4rem 0 1.2rem;text-wrap:balance}
h2{font-size:1.4rem;line-height:1.2;margin:2.4rem 0 .7rem}
p,ul{margin:0 0 1rem}
ul{padding-left:1.2em}
li{padding-block:.2rem}
.code{font-weight:600;color:var(--ink2);margin:0}
.lede{font-size:1.3125rem;line-height:1.45}
.quiet{color:var(--ink2);font-size:1rem}
a{color:var(--link);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
svg{width:min(100%,24rem);height:auto;border-radius:14px}
.wall{fill:var(--wall)}
.frame{fill:var(--frame)}
.slats{stroke:#4c5b80;stroke-width:3}
@media(min-width:62rem){main{grid-template-columns:minmax(0,1fr) 22rem;align-items:start}}
@media(max-width:62rem){svg{order:-1;width:13rem}}
@media print{svg{display:none}}
"""
DIGEST = f"'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


def page(status: int, title: str, lede: str, more: str = "") -> bytes:
    """A page of this status; ``more`` is markup, the others are text that needs no escaping."""
    return opening(status, title, lede) + f"{more}</div>\n{_SHUTTERS}\n</main></body>\n</html>\n".encode()


def opening(status: int, title: str, lede: str) -> bytes:
    """How each of these pages begins, whatever follows."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body><main>\n"
        f'<div><p class="code">{status} {HTTPStatus(status).phrase}</p>\n<h1>{title}</h1>\n<p class="lede">{lede}</p>\n'
    ).encode()


def _window(at: int) -> str:
    left, top = 20 + 62 * at, 60 - 11 * at
    slats = "".join(f"M{left + 4} {y}h32" for y in range(top + 8, 150, 9))
    return (
        f'<rect class="frame" x="{left}" y="{top}" width="40" height="{150 - top}" rx="3"/>'
        f'<path class="slats" d="{slats}"/>'
    )


_SHUTTERS = (  # the windows of the mark, shut
    '<svg viewBox="0 0 340 210" aria-hidden="true"><path class="wall" d="M0 44L340 -14V210H0z"/>'
    f"{''.join(map(_window, range(5)))}</svg>"
)
