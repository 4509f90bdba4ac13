"""The way of a release as a picture: boxes and ways from the table that is in force, the present state marked."""

from dataclasses import dataclass

from clerestory.governance.approval.states import OWNERS, TRANSITIONS, State, Step

WIDTH, HEIGHT, ACROSS, DOWN = 108, 44, 136, 104
PLACES = {
    State.DRAFT: (0, 0),
    State.BUILT: (1, 0),
    State.PROPOSED: (2, 0),
    State.IN_REVIEW: (3, 0),
    State.APPROVED: (4, 0),
    State.SIGNED: (5, 0),
    State.PUBLISHED: (6, 0),
    State.RETURNED: (3, 1),
    State.SUPERSEDED: (5, 1),
    State.WITHDRAWN: (6, 1),
}
EVERYWHERE = frozenset({Step.BUILD, Step.REJECT})  # from every state before publication: told in words


@dataclass(frozen=True)
class Box:
    """One state: where it stands, what it is called, who has to do the next thing, whether it is the present one."""

    x: int
    y: int
    name: str
    owner: str
    here: bool


@dataclass(frozen=True)
class Diagram:
    """Boxes, and a line for each way between two of them."""

    boxes: tuple[Box, ...]
    ways: tuple[tuple[int, int, int, int], ...]
    told: str  # the same for those who do not see it


def diagram(now: State) -> Diagram:
    """The picture for a release in that state."""
    boxes = tuple(
        Box(x * ACROSS, y * DOWN, state.value, OWNERS[state].value.partition(":")[0], state is now)
        for state, (x, y) in PLACES.items()
    )
    ways = {
        (one, other)
        for (one, step), other in TRANSITIONS.items()
        if one is not other and (step not in EVERYWHERE or (one, step) == (State.DRAFT, Step.BUILD))
    }
    onward = sorted(
        {f"{step.value}: {other.value}" for (one, step), other in TRANSITIONS.items() if one is now}
    )
    told = f"The release is {now.value}. From here: {'; '.join(onward) or 'nothing more'}."
    return Diagram(boxes, tuple(sorted(_line(one, other) for one, other in ways)), told)


def _line(one: State, other: State) -> tuple[int, int, int, int]:
    """From the nearer edge of one box to that of the other."""
    (x1, y1), (x2, y2) = PLACES[one], PLACES[other]
    start, end = x1 * ACROSS, x2 * ACROSS
    if y1 == y2:
        side = (WIDTH, 0) if x2 > x1 else (0, WIDTH)
        return start + side[0], y1 * DOWN + HEIGHT // 2, end + side[1], y2 * DOWN + HEIGHT // 2
    top, bottom = (HEIGHT, 0) if y2 > y1 else (0, HEIGHT)
    return start + WIDTH // 2, y1 * DOWN + top, end + WIDTH // 2, y2 * DOWN + bottom
