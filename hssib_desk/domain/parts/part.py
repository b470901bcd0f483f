"""One part of a review, as `forms/parts.toml` or a pack defines it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hssib_desk.domain.forms.condition import Condition
from hssib_desk.domain.forms.levels import Level

FORM = "parts"  # the form that keeps who has a part, and how it was signed


@dataclass(frozen=True)
class Part:
    """A part: its words, the roles that usually sign it, what they declare, and where it is needed.

    `needed` has the levels that need it; with a condition, only while that holds. `also` names forms, or
    their sections or questions as `form.key`, that are of this part on whichever page they stand.
    """

    key: str
    label: str
    needed: Mapping[Level, Condition | None]
    icon: str = "users"
    roles: tuple[str, ...] = ()
    declaration: str = ""
    also: tuple[str, ...] = ()
