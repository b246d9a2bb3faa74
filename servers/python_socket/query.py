"""The part of the target behind the '?': name=value pairs, percent-encoded UTF-8."""

from urllib.parse import parse_qs

from answers import BadRequest

Query = dict[str, list[str]]


def parse_query(query: str) -> Query:
    """Each parameter with its values in order."""
    try:
        return parse_qs(query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise BadRequest("the query is not UTF-8") from None


def first(query: Query, name: str, otherwise: str = "") -> str:
    return query.get(name, [otherwise])[0]
