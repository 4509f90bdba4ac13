"""Addresses that nobody signed and strangers try: backups, versions, folders, the publisher's own places."""

from collections.abc import Iterable, Iterator

# Below the web root or above it, whatever the release holds.
ANYWHERE = (
    "../evidence/",
    "..%2fvault/records.duckdb",
    "%2e%2e/%2e%2e/etc/passwd",
    "vault/records.duckdb",
    "evidence/",
    "governance/store.sqlite",
    "staged/site/index.html",
    "trust/root.json",
    "metadata/root.json",
    "keys/",
    "keys/passphrases.json",
    "unlogged/",
    ".git/config",
    ".env",
    ".DS_Store",
    "data/",
    "data",
    "assets/",
    "data.zip",
    "site.zip",
    "backup.zip",
    "dump.sql",
    "records.csv",
    "records.parquet",
    "index.html.bak",
    "index.html~",
    "index.php",
    "manifest.json.br",
    "admin",
    "api/",
    "metrics",
    "server-status",
    ".well-known/clerestory/",
    ".well-known/clerestory/metrics",
)
BESIDE = ("{path}.bak", "{path}~", "{path}.old", "{path}.gz", "{path}.br", "{stem}.parquet", "{stem}.xlsx",
          "{stem}.csv", "{stem}.json", "{path}.map")  # fmt: skip
METHODS = ("POST", "PUT", "DELETE", "OPTIONS", "TRACE")


def beside(paths: Iterable[str], most: int = 60) -> Iterator[str]:
    """Guesses from the names that are signed: a backup, another format, for a spread of at most ``most`` files."""
    names = sorted(paths)
    step = max(1, len(names) // most)
    for path in names[::step]:
        stem = path.rpartition(".")[0] or path
        for form in BESIDE:
            yield form.format(path=path, stem=stem)


def every(paths: Iterable[str], earlier: Iterable[str]) -> tuple[str, ...]:
    """All guesses that are not signed after all; ``earlier`` are addresses of releases before this one."""
    signed = frozenset(paths)
    found = dict.fromkeys((*ANYWHERE, *beside(signed), *earlier))
    return tuple(path for path in found if path not in signed and not _is_folder(path, signed))


def _is_folder(path: str, signed: frozenset[str]) -> bool:
    """Whether a signed page answers there: at the folder's address, or without its slash by way of it."""
    return f"{path.removesuffix('/')}/index.html" in signed
