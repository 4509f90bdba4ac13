"""Range headers beside a slow reference that reads the sentence of the RFC word by word."""

from hypothesis import example, given
from hypothesis import strategies as st

from clerestory.public.server.ranges import Span, Unsatisfiable, span


def slow(asked: str, size: int):
    """RFC 9110, 14.1.2, byte by byte; anything but one well-formed range means the whole file."""
    unit, equals, rest = asked.partition("=")
    pieces = rest.strip(" \t").split("-")
    if (
        unit.lower() != "bytes"
        or not equals
        or len(pieces) != 2
        or not all(set(each) <= set("0123456789") for each in pieces)
    ):
        return "whole"
    first, last = pieces
    if first == last == "" or any(len(each) > 19 for each in pieces):
        return "whole"
    if first == "":
        wanted = [place for place in range(size) if place >= size - int(last)]
    elif last == "":
        wanted = [place for place in range(size) if place >= int(first)]
    elif int(last) < int(first):
        return "whole"
    else:
        wanted = [place for place in range(size) if int(first) <= place <= int(last)]
    return (wanted[0], wanted[-1]) if wanted else "unsatisfiable"


def fast(asked: str, size: int):
    try:
        found = span(asked.encode("latin-1"), size)
    except Unsatisfiable:
        return "unsatisfiable"
    return "whole" if found is None else (found.first, found.last)


numbers = st.one_of(
    st.just(""), st.integers(0, 70).map(str), st.sampled_from(["007", "9" * 19, "9" * 20, "x", "-1", "1.5"])
)
ranges = st.builds(
    "{}={}{}-{}{}".format,
    st.sampled_from(["bytes", "Bytes", "items", ""]),
    st.sampled_from(["", " "]),
    numbers,
    numbers,
    st.sampled_from(["", " ", ",0-1", "-"]),
)


@given(asked=st.one_of(ranges, st.text(alphabet="bytes=-, 0123456789", max_size=20)), size=st.integers(0, 60))
@example(asked="bytes=0-0", size=1)
@example(asked="bytes=-0", size=5)
@example(asked="bytes=5-", size=5)
@example(asked="bytes=0-1,3-4", size=5)
def test_a_range_is_what_the_slow_reading_of_the_rule_says(asked, size):
    assert fast(asked, size) == slow(asked, size)


def test_a_span_never_reaches_over_the_end():
    assert span(b"bytes=3-99", 5) == Span(3, 4)
