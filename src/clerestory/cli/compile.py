"""Compile every numba function once, at set-up, so that no command waits for it later."""

from importlib import import_module

MODULES = (
    "clerestory.matching",
    "clerestory.proof.probe.net",
    "clerestory.records.content.hashing",
    "clerestory.records.protection",
    "clerestory.proof.attack",
)


def compile_caches() -> None:
    """Fill the compiled caches of every module that has some."""
    for name in MODULES:
        import_module(name).compile_caches()


if __name__ == "__main__":
    compile_caches()
