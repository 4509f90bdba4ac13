"""A letter as a value: what it says, in order; how it looks is the template's business."""

from dataclasses import dataclass
from enum import Enum

Run = tuple[str, bool]  # text, and whether it is bold


class Shape(Enum):
    """What a block of a letter is."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    CODE = "code"
    BUREAUX = "bureaux"


@dataclass(frozen=True, repr=False)
class Block:
    """A paragraph, a list, the box with the code, or the bureaus; ``language`` where it differs."""

    shape: Shape
    items: tuple[tuple[Run, ...], ...]
    language: str = ""


@dataclass(frozen=True, repr=False)
class Section:
    """A heading of the statute, its translation if any, and what stands below."""

    heading: str
    beside: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, repr=False)
class Letter:
    """One person's letter; its repr is its number."""

    number: str
    language: str
    points: float
    title: str
    beside: str
    sender: tuple[str, ...]
    reference: tuple[str, ...]
    to: tuple[str, ...]
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    closing: tuple[Block, ...]

    def __repr__(self) -> str:
        return f"Letter({self.number})"
