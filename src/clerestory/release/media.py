"""Media types of published files: a closed table, so that nothing unforeseen is published.

A suffix that is not listed here has no media type, and a file without one is refused.
"""

from pathlib import PurePosixPath

from clerestory.errors import InputError

MEDIA_TYPES = {
    ".bib": "text/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
SQUEEZABLE = ("text/", "application/json", "application/manifest+json", "application/xml", "image/svg+xml")


def media_type(path: str) -> str:
    """The media type of the file at that path, by its suffix."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in MEDIA_TYPES:
        raise InputError(
            f"{path}: no media type is known for the suffix {suffix or '(none)'}; rename the file"
        )
    return MEDIA_TYPES[suffix]


def is_squeezable(type_: str) -> bool:
    """Whether a file of that type is worth compressing (pictures, fonts and Parquet are already)."""
    return type_.startswith(SQUEEZABLE)
