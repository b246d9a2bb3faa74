"""The part of the target behind the '?': name=value pairs, percent-encoded UTF-8."""

from urllib.parse import parse_qs

Query = dict[str, list[str]]


def parse_query(query: str) -> Query:
    """Each parameter with its values in order; a ValueError when it is no UTF-8."""
    return parse_qs(query, keep_blank_values=True, errors="strict")


def first(query: Query, name: str, otherwise: str = "") -> str:
    return query.get(name, [otherwise])[0]
