"""What may be attached to a message from outside, whoever takes it in: how many files, how large, and what they are called."""

import re

FILES, LARGEST = 3, 5_000_000  # of one message; bytes of all its files together
_STRANGE = re.compile(r"[^0-9A-Za-z._-]+")


def plain_name(name: str) -> str:
    """The last part of a file's name, in letters that no system takes for anything else."""
    return _STRANGE.sub("-", re.split(r"[/\\]", name)[-1])[-100:].lstrip(".-") or "file"


def are_too_large(files: tuple[tuple[str, bytes], ...]) -> bool:
    """Whether these files, by name and content, are more than are taken."""
    return len(files) > FILES or sum(len(content) for _, content in files) > LARGEST
