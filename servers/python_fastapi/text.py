"""What a text and a number in it must be, in queries and in orders alike."""

from typing import Annotated

from pydantic import BeforeValidator, Field


def digits(text: str) -> int:
    """pydantic alone would also take 7.0, +7 and 1_000."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be a whole number in decimal digits")
    return int(text)


Text = Annotated[str, Field(min_length=1, max_length=200)]  # characters
WholeNumber = Annotated[int, BeforeValidator(digits)]
