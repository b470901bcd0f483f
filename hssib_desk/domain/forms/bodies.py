"""The bodies that forms speak of, by the names they have now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hssib_desk import resources

_PLACE = re.compile(r"\{([a-z_]+)(\.name)?\}")


@dataclass(frozen=True)
class Body:
    """A body, and what follows it from when on, in words, where that is known."""

    key: str
    name: str
    short: str
    successor: str = ""
    begins: str = ""


@cache
def bodies() -> Mapping[str, Body]:
    """Every body by its key."""
    rows = resources.names()["body"]
    found = (
        Body(row["key"], row["name"], row["short"], row.get("successor", ""), row.get("from", ""))
        for row in rows
    )
    return {body.key: body for body in found}


def with_names(value: Any) -> Any:
    """A definition with the names of bodies in their places; other places are left."""
    if isinstance(value, str):
        return _PLACE.sub(_named, value) if "{" in value else value
    if isinstance(value, dict):
        return {key: with_names(item) for key, item in value.items()}
    return [with_names(item) for item in value] if isinstance(value, list) else value


def _named(place: re.Match[str]) -> str:
    body = bodies().get(place[1])
    if body is None:
        return place[0]
    return body.name if place[2] else body.short
