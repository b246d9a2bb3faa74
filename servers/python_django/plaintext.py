"""GET /plaintext: a fixed text, what HTTP costs alone."""

from django.http import HttpRequest, HttpResponse


def plaintext(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, World!", content_type="text/plain")
