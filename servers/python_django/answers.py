"""The bodies of answers: a document, and for every failure {"error": a sentence}."""

from django.http import JsonResponse


def json_answer(document: dict) -> JsonResponse:
    return JsonResponse(document)


def error_answer(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
