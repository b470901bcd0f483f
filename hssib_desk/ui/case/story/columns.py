"""The columns of the timeline, shared by its head, its rows and its open row."""

from __future__ import annotations

from hssib_desk.ui.kit.theme import current

ROLES = ("event_date", "event_time", "event_kind", "title", "event_source")
GAP, SIDE = 8, 16
_WIDE = {"event_date": 154, "event_time": 68, "event_kind": 176, "event_source": 140}
_NARROW = {"event_date": 152, "event_time": 62, "event_kind": 136, "event_source": 104}
_NARROW_BELOW = 800


def columns(width: int) -> dict[str, tuple[int, int]]:
    """Where each column begins and how wide it is, at the width of the table."""
    theme = current()
    widths = _NARROW if width < theme.px(_NARROW_BELOW) else _WIDE
    fixed = {role: theme.px(wide) for role, wide in widths.items()}
    free = width - 2 * SIDE - sum(fixed.values()) - GAP * (len(ROLES) - 1)
    fixed["title"] = max(theme.px(90), free)
    found, x = {}, SIDE
    for role in ROLES:
        found[role] = (x, fixed[role])
        x += fixed[role] + GAP
    return found
