"""Finds the handler of a path: a tree with one level for each segment, where a name leads before a parameter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from answers import Answer
from body import Body, Dropped
from fields import Refusal


@dataclass(frozen=True, slots=True)
class Route:
    methods: list[str]
    handler: Callable[..., Answer]
    body: type[Body]


@dataclass(slots=True)
class Node:
    names: dict[str, "Node"] = field(default_factory=dict)
    parameter: str = ""
    any: "Node | None" = None  # below the parameter
    route: Route | None = None


class Router:
    def __init__(self) -> None:
        self.root = Node()

    def add(self, methods: list[str], pattern: str, handler: Callable[..., Answer], body: type = Dropped) -> None:
        """`pattern` is a path whose segments are names or {parameters}."""
        node = self.root
        for segment in pattern.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = segment.strip("{}")
                node.any = node.any or Node()
                node = node.any
            else:
                node = node.names.setdefault(segment, Node())
        node.route = Route(methods, handler, body)

    def find(self, path: str) -> tuple[Route | None, dict[str, str]]:
        """The route and its path parameters; a parameter is never empty."""
        node, parameters = self.root, {}
        for segment in path.split("/")[1:]:
            if "%" in segment:
                segment = decode(segment)
            if segment in node.names:
                node = node.names[segment]
            elif node.any and segment:
                parameters[node.parameter] = segment
                node = node.any
            else:
                return None, {}
        return node.route, parameters


def decode(segment: str) -> str:
    """After the path was split, so that %2F is a letter of a segment and not its end."""
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise Refusal(400, "the path is not UTF-8") from None
