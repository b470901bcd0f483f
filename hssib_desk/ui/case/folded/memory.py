"""Which folds somebody left open on this computer, by form and section."""

from __future__ import annotations

from hssib_desk.ui.settings.settings import change_settings, load_settings


def is_left_open(name: str) -> bool:
    """Whether the fold of that name was left open."""
    return name in load_settings().unfolded.split()


def leave(name: str, is_open: bool) -> None:
    """Remember that a fold was opened, or folded away again."""
    held = load_settings()
    names = dict.fromkeys(held.unfolded.split())
    names.pop(name, None)
    unfolded = " ".join([*names, name] if is_open else names)
    if unfolded != held.unfolded:
        change_settings(held, unfolded=unfolded)
