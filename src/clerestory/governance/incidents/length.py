"""A length of time in words, as reports and the drill tell it."""

from datetime import timedelta


def length_in_words(length: timedelta) -> str:
    """``12 min 31 s``, ``5 h 39 min``."""
    seconds = length.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"
