"""A report as one sheet of paper: a self-contained page that needs no script, no network and no other file."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

_MARK = (
    '<svg viewBox="0 0 40 40" aria-hidden="true"><path class="mk" d="M0 16.2Q0 13.6 2.4 12.5L35.6 .7Q40 -.8 40 4V36a4 4 0 0 1-4 4'
    'H4a4 4 0 0 1-4-4z"/><rect x="6.8" y="19" width="5" height="5.5" rx=".8" fill="#f9d98a"/><rect x="13.8" y="15.6" width="5" '
    'height="8.9" rx=".8" fill="#f8d073"/><rect x="20.8" y="12.2" width="5" height="12.3" rx=".8" fill="#f6c65a"/><rect x="27.8" '
    'y="8.8" width="5" height="15.7" rx=".8" fill="#f5bd41"/></svg>'
)


def sheet(title: str, kind: str, subject: str, parts: Iterable[str]) -> str:
    """The whole page: its mast (what kind of report, on what), then the parts, which are markup."""
    style = resources.files("clerestory.release").joinpath("sheet.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        '<meta name="referrer" content="no-referrer">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        '<body><a class="skip" href="#main">Skip to main content</a><main class="sheet" id="main" tabindex="-1">'
        f'<div class="mast"><div class="id">{_MARK}<span><b>{escape(kind)}</b><span>{escape(subject)}</span></span></div></div>'
        f"<h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>\n"
    )


def figures(pairs: Iterable[tuple[str, str, str]]) -> str:
    """Large figures in a row: (what, figure, note)."""
    made = "".join(
        f"<div><dt>{escape(what)}</dt><dd>{escape(figure)} <small>{escape(note)}</small></dd></div>"
        for what, figure, note in pairs
    )
    return f'<dl class="sumbox">{made}</dl>'


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table that becomes a list on a phone; whole numbers stand to the right."""
    held = list(rows)
    heads = "".join(
        f'<th scope="col"{_class(held, at)}>{escape(column)}</th>' for at, column in enumerate(columns)
    )
    body = "".join(f"<tr>{''.join(map(_cell, columns, row))}</tr>" for row in held)
    return (
        f'<div class="tw" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f'<caption class="vh">{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _class(rows: Sequence[Sequence[str | int]], at: int) -> str:
    """A column of numbers has its head above them, on the right."""
    return ' class="n"' if rows and all(isinstance(row[at], int) for row in rows) else ""


def _cell(column: str, held: str | int) -> str:
    if isinstance(held, int):
        return f'<td class="n" data-head="{escape(column)}">{held:,}</td>'
    return f'<td data-head="{escape(column)}">{escape(held)}</td>'
