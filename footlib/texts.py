"""Texts that somebody typed."""


def cleaned(text: str) -> str:
    """A text without blanks at the ends and control characters; lines stay."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text).strip()
