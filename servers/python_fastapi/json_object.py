"""GET /json: read a query, check each parameter, answer with a small object."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field


def digits(text: str) -> int:
    """pydantic alone would also take 7.0, +7 and 1_000."""
    if not text.isascii() or not text.isdigit():
        raise ValueError("must be a whole number in decimal digits")
    return int(text)


class Object(BaseModel):
    id: int
    next_id: int
    message: str
    active: bool
    tags: list[str]


async def json_object(
    id: Annotated[int, BeforeValidator(digits), Query(ge=1, le=1_000_000_000)],
    message: Annotated[str, Query(min_length=1, max_length=200)],
    active: Annotated[Literal["true", "false"], Query()],
    tag: Annotated[list[Annotated[str, Field(min_length=1)]], Query()],
) -> Object:
    return Object(id=id, next_id=id + 1, message=message, active=active == "true", tags=tag)
