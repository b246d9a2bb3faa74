"""Header fields, as they stand before a body and, as trailers, behind a chunked one."""

import re

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
FIELD = re.compile(rb"(" + TOKEN + rb"):([\t\x20-\x7e\x80-\xff]*)")  # no CR, LF, NUL, and no blank before the colon
Fields = dict[bytes, list[bytes]]


class Refusal(Exception):
    """The request is not answered, and nothing that follows on its connection is read."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def parse_fields(lines: list[bytes]) -> Fields:
    """By lower-case name, each with its values in order. A folded line begins with a blank, so it is no field."""
    fields: Fields = {}
    for line in lines:
        parts = FIELD.fullmatch(line)
        if not parts:
            raise Refusal(400, "a header field is not 'Name: value'")
        fields.setdefault(parts[1].lower(), []).append(parts[2].strip(b" \t"))
    return fields


def tokens(fields: Fields, name: bytes) -> list[bytes]:
    """The words of a list, over all fields of that name, in lower case."""
    return [word.strip(b" \t").lower() for value in fields.get(name, []) for word in value.split(b",")]
