"""Writing a definition table as TOML, in the shape the shipped forms have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# Lists under these keys are written as [[…]] tables, all others in place.
_TABLES = frozenset("section field guidance block advise clock trigger choice page source".split())
_BARE = re.compile("[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile('[\\x00-\\x1f\\x7f"\\\\]')
_WIDTH = 100


def toml_text(table: Mapping[str, Any], comments: Iterable[str] = ()) -> str:
    """The table as TOML, after lines of comment; `tomllib` reads back exactly the same table."""
    lines = [f"# {' '.join(comment.split())}".rstrip() for comment in comments]
    return (
        "\n".join([_printable(line) for line in lines] + ([""] if lines else []) + [*_table(table, "")])
        + "\n"
    )


def _printable(line: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def _table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = [(key, value) for key, value in table.items() if _is_tables(key, value)]
    for key, value in table.items():
        if not _is_tables(key, value):
            yield f"{_key(key)} = {_value(value)}"
    for key, rows in inner:
        name = f"{path}.{_key(key)}" if path else _key(key)
        for row in rows:
            yield from ("", f"[[{name}]]")
            yield from _table(row, name)


def _is_tables(key: str, value: object) -> bool:
    return (
        key in _TABLES
        and isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return _list([_value(part) for part in value])
    return repr(value)


def _list(parts: list[str]) -> str:
    short = f"[{', '.join(parts)}]"
    if len(short) <= _WIDTH or any("\n" in part for part in parts):
        return short
    lines = "".join(f"  {part},\n" for part in parts)
    return f"[\n{lines}]"


def _string(text: str) -> str:
    inside = _ESCAPED.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
    return f'"{inside}"'
