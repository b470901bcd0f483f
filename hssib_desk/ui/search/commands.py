"""What the search field can do beside finding: everything that the menu offers, and the places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu

from hssib_desk.ui.host import PLACES, Host
from hssib_desk.ui.window.menu import main_menu

LEAST_LETTERS = 2


@dataclass(frozen=True)
class Command:
    """One thing to do, by its words in the menu and its key."""

    words: str
    key: str
    run: Callable[[], object]


def commands(host: Host, typed: str) -> tuple[list[Command], QMenu | None]:
    """The commands of which each typed word begins a word; with the menu that keeps them alive."""
    wanted = typed.casefold().split()
    if len(typed.strip()) < LEAST_LETTERS:
        return [], None
    menu = main_menu(host)
    menu.aboutToHide.disconnect()
    found = [_of_place(host, *place) for place in PLACES]
    for action in menu.actions():
        words, _, key = action.text().partition("\t")
        if words and action.isEnabled():
            found.append(Command(words, key, action.trigger))
    return [one for one in found if _begins(one.words, wanted)], menu


def _of_place(host: Host, place: str, _icon: str, name: str) -> Command:
    number = [known for known, _, _ in PLACES].index(place) + 1
    return Command(f"Go to {name}", f"Ctrl {number}", partial(host.show_place, place))


def _begins(words: str, wanted: list[str]) -> bool:
    have = words.casefold().split()
    return all(any(word.startswith(part) for word in have) for part in wanted)
