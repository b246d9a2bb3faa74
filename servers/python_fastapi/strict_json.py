"""Python's json reads NaN and Infinity, which are no JSON; this refuses them, the way that "Custom Request and APIRoute
class" in FastAPI's manual shows."""

import json
from collections.abc import Callable

from fastapi import Request, Response
from fastapi.routing import APIRoute


class StrictRequest(Request):
    async def json(self) -> object:
        return json.loads(await self.body(), parse_constant=refuse)


class StrictRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def refuse(constant: str) -> None:
    raise json.JSONDecodeError(f"{constant} is no JSON", constant, 0)
