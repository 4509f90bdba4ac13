"""Compile every numba function once, at set-up, so that no command waits for it later."""

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

MODULES = (  # each in a process of its own, the longest first
    "clerestory.records.protection",
    "clerestory.matching",
    "clerestory.proof.attack",
    "clerestory.proof.probe.net",
    "clerestory.records.content.hashing",
)


def compile_caches() -> None:
    """Fill the compiled caches of every module that has some, on all cores."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as beside:
        list(beside.map(_compile, MODULES))


def _compile(name: str) -> None:
    import_module(name).compile_caches()


if __name__ == "__main__":
    compile_caches()
