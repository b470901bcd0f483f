"""The pages of a case that ask no questions: comparing two reviews, signing off, moving to newer forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from PySide6.QtWidgets import QStackedWidget

from hssib_desk.ui.case.adjudicate import ComparePage
from hssib_desk.ui.case.outline import COMPARE, SIGN_OFF
from hssib_desk.ui.case.renewing import RENEWAL, RenewalPage
from hssib_desk.ui.case.signoff import SignOffPage
from hssib_desk.ui.go import Go
from hssib_desk.ui.session import Session

Door: TypeAlias = SignOffPage | RenewalPage | ComparePage


def make_doors(session: Session, go: Go, stack: QStackedWidget) -> dict[str, Door]:
    """The pages by the key that stands in the place of a page's, each in the stack."""
    doors: dict[str, Door] = {
        SIGN_OFF: SignOffPage(session, go),
        RENEWAL: RenewalPage(session, go),
        COMPARE: ComparePage(session, go),
    }
    for door in doors.values():
        stack.addWidget(door)
    return doors


def lead_on(
    doors: dict[str, Door],
    show_page: Callable[..., None],
    go_on: Callable[[bool], None],
) -> None:
    """Let each page lead to what follows it; `go_on(changed)` opens the case where something is left."""
    sign_off, compare, renewal = doors[SIGN_OFF], doors[COMPARE], doors[RENEWAL]
    assert isinstance(sign_off, SignOffPage)
    assert isinstance(compare, ComparePage)
    assert isinstance(renewal, RenewalPage)
    renewal.left.connect(go_on)
    sign_off.go_to.connect(show_page)
    sign_off.second.begun.connect(partial(go_on, True))
    sign_off.second.changed.connect(partial(show_page, SIGN_OFF))
    sign_off.second.compare_asked.connect(partial(show_page, COMPARE))
    compare.settled.connect(partial(show_page, SIGN_OFF))
