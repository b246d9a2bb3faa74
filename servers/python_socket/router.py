"""Finds the handler of a path: a tree with one level for each segment, where a name leads before a parameter."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote_to_bytes

from answers import Answer
from fields import Refusal


class Keeper(Protocol):
    """What becomes of a body: made anew for each request, given each piece as it arrives."""

    def add(self, piece: bytes) -> None: ...


class Nothing:
    """For a request whose body nobody reads."""

    def add(self, piece: bytes) -> None:
        pass


class Whole:
    """For a handler that needs all of it at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def whole(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Route:
    methods: list[str]
    handler: Callable[..., Answer]
    keeper: type[Keeper]


@dataclass(slots=True)
class Node:
    names: dict[str, "Node"] = field(default_factory=dict)
    parameter: str = ""
    any: "Node | None" = None  # below the parameter
    route: Route | None = None


class Router:
    def __init__(self) -> None:
        self.root = Node()

    def add(self, methods: list[str], pattern: str, handler: Callable[..., Answer], keeper: type = Nothing) -> None:
        """`pattern` is a path whose segments are names or {parameters}."""
        node = self.root
        for segment in pattern.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = segment.strip("{}")
                node.any = node.any or Node()
                node = node.any
            else:
                node = node.names.setdefault(segment, Node())
        node.route = Route(methods, handler, keeper)

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
