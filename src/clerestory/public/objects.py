"""Stores of objects (S3-compatible, Azure, Google) through obstore."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from clerestory.errors import InputError
from clerestory.public.destination import File


class Objects:
    """One store; ``name`` is for messages."""

    def __init__(self, store: Any, name: str) -> None:  # noqa: ANN401  (each kind of store is a class of its own)
        self._store, self._name = store, name

    @classmethod
    def at(cls, to: str) -> "Objects":
        """The store at an address (s3://, az://, gs://); its keys come from the environment, as its own tools have them."""
        try:
            from obstore.store import from_url
        except ImportError:
            raise InputError(
                f"{to}: copying to a store needs obstore; install clerestory[destinations]"
            ) from None
        with _clear_words(to):
            return cls(from_url(to), to)

    def paths(self) -> frozenset[str]:
        """Every object there."""
        import obstore

        with _clear_words(self._name):
            return frozenset(each["path"] for chunk in obstore.list(self._store) for each in chunk)

    def put(self, file: File) -> None:
        """Write one object with its headers."""
        import obstore

        with _clear_words(self._name):
            obstore.put(self._store, file.path, file.content, attributes=dict(file.headers))

    def get(self, path: str) -> bytes:
        """One object's bytes."""
        import obstore

        with _clear_words(self._name):
            return bytes(obstore.get(self._store, path).bytes())

    def remove(self, paths: Sequence[str]) -> None:
        """Remove these objects, one after the other: not every store takes a list."""
        import obstore

        with _clear_words(self._name):
            for path in paths:
                obstore.delete(self._store, path)


@contextmanager
def _clear_words(name: str) -> Iterator[None]:
    """Say in one sentence what a store refused; its own text may hold a signed address."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: the store refused ({type(error).__name__})") from None
    except Exception as error:
        if type(error).__module__.startswith("obstore"):
            raise InputError(f"{name}: the store refused ({type(error).__name__})") from None
        raise
