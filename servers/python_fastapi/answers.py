"""Every failure has one shape: {"error": a sentence}. FastAPI writes the other answers itself, from the handlers'
return types."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


def error_answer(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, headers)


async def http_failure(request: Request, failure: HTTPException) -> JSONResponse:
    """404, 405 (Starlette puts Allow into the headers), 413, and a body that cannot be decoded."""
    sentence = failure.detail
    if failure.status_code == HTTPStatus.NOT_FOUND:
        sentence = "no such path"
    elif failure.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        sentence = "this path answers only " + ", ".join(sorted(failure.headers["Allow"].split(", ")))
    return error_answer(failure.status_code, sentence, failure.headers)


async def validation_failure(request: Request, failure: RequestValidationError) -> JSONResponse:
    """400 where FastAPI would say 422: the contract of all servers here."""
    first = failure.errors()[0]
    if first["type"] == "json_invalid":
        return error_answer(400, f"the body is no JSON: {first['ctx']['error']}")
    place = ".".join(str(part) for part in first["loc"][1:]) or first["loc"][0]
    return error_answer(400, f"{place}: {first['msg']}")


async def body_cut(request: Request, failure: ClientDisconnect) -> JSONResponse:
    """Nobody is there to read it; without it uvicorn would log a failure of the application."""
    return error_answer(400, "the body ended before its end")
