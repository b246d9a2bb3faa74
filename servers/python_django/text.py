"""What a text and a number in it must be, in queries and in orders alike."""

from django.core.exceptions import BadRequest

MAX_TEXT = 200  # characters


def is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= MAX_TEXT


def whole_number(name: str, text: str, most: int) -> int:
    """From 1, as digits alone: int() would also take +7, 1_000 and digits of other scripts."""
    if not text.isascii() or not text.isdigit() or len(text) > 20 or not 1 <= int(text) <= most:
        raise BadRequest(f"{name} must be a whole number from 1 to {most} in decimal digits")
    return int(text)
