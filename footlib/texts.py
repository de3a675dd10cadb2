"""Texts that somebody typed, and words that are put together."""


def cleaned(text: str) -> str:
    """A text without blanks at the ends and control characters; lines stay."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text).strip()


def counted(n: int, what: str) -> str:
    """A number of things, as ``1 trial`` or ``2 trials``."""
    return f"{n} {what}{'s' * (n != 1)}"
