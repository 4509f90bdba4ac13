"""Paths in the one form in which they are compared: decoded, without query, host and trailing slash."""

from urllib.parse import unquote


def normal(target: str) -> str:
    """The path of a request target.

    >>> normal("/data/%66irearms.csv?session=1")
    '/data/firearms.csv'
    """
    path = target.partition("?")[0].partition("#")[0]
    if "://" in path[:12]:
        path = "/" + path.partition("://")[2].partition("/")[2]
    return unquote(path).rstrip("/") or "/"
