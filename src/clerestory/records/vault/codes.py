"""The code of a category: the value of the vault as text."""


def as_text(value: object) -> str:
    """A value of the vault as the code of a category."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
