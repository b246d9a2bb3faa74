"""What Django leaves open: a body that is too large would be 400, one that cannot be read 500, and under WSGI a chunked
one would look empty."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from gunicorn.http.errors import ParseException

from answers import error_answer

MAX_BODY_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class Limits:
    """Middleware, so that it holds for every path."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:  # gunicorn lets only digits through
            return self.process_exception(request, RequestDataTooBig())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if isinstance(failure, RequestDataTooBig):
            return error_answer(413, f"the body is larger than {MAX_BODY_BYTES} bytes")
        # gunicorn reads a chunked body while the handler asks for it, so what is wrong with it is found only then.
        if isinstance(failure, (ParseException, UnreadablePostError)):
            return error_answer(400, f"the body cannot be read: {failure}")
        return None


class Request(WSGIRequest):
    """Django reads CONTENT_LENGTH bytes, and none without it (its ticket 35838). gunicorn promises by
    wsgi.input_terminated that the stream ends where the body does."""

    def __init__(self, environ: dict) -> None:
        super().__init__(environ)
        if "CONTENT_LENGTH" not in environ and environ.get("wsgi.input_terminated"):
            self._stream = LimitedStream(environ["wsgi.input"], MAX_BODY_BYTES + 1)
