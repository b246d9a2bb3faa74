"""GET /json: read a query, check each parameter, answer with a small object."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from text import Text, WholeNumber


class Object(BaseModel):
    id: int
    next_id: int
    message: str
    active: bool
    tags: list[str]


async def json_object(
    id: Annotated[WholeNumber, Query(ge=1, le=1_000_000_000)],
    message: Annotated[Text, Query()],
    active: Annotated[Literal["true", "false"], Query()],
    tag: Annotated[list[Annotated[str, Field(min_length=1)]], Query()],
) -> Object:
    return Object(id=id, next_id=id + 1, message=message, active=active == "true", tags=tag)
