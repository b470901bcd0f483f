"""The parts of a review on the sign-off page: who signed each, or who has it and what it still needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.dates import show_date
from hssib_desk.domain.forms.form import Library, Page
from hssib_desk.domain.forms.rules import Finding
from hssib_desk.domain.parts.standing import Standing
from hssib_desk.domain.review.second_review import same_person
from hssib_desk.ui.case.signing.part_acts import GivePart, WhyPart, focus
from hssib_desk.ui.kit.buttons import LinkButton
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.chips import Chip
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph

SOON_DAYS = 7
Left = Sequence[tuple[Page, Finding]]


class PartRow(QWidget):
    """One part: its sign, who and when, what can be done with it, and how it stands."""

    def __init__(self, found: Standing, today: date, me: str) -> None:
        super().__init__()
        self.found = found
        self.setObjectName(f"part-{found.part.key}")
        self.chip = Chip(*chip_of(found, today))
        self.links: dict[str, LinkButton] = {}
        self.open: GivePart | WhyPart | None = None
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Headline(found.part.label, "medium"))
        self.said = said_of(found, me)
        words.addWidget(Paragraph(self.said, "second"))
        self._line = QHBoxLayout()
        self._line.setSpacing(12)
        self._line.addWidget(Sign(found.part.icon, 18), 0, Qt.AlignmentFlag.AlignTop)
        self._line.addLayout(words, 1)
        self._line.addWidget(self.chip)
        self._under = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(0)
        column.addLayout(self._line)
        column.addLayout(self._under)

    def add_link(self, name: str, text: str, spoken: str) -> LinkButton:
        """Put a link before the chip."""
        link = LinkButton(text)
        link.setObjectName(f"{name}-{self.found.part.key}")
        link.setAccessibleName(spoken)
        self.links[name] = link
        self._line.insertWidget(self._line.count() - 1, link)
        return link

    def show_under(self, made: GivePart | WhyPart) -> None:
        """Open something under the line, in the place of what was open there."""
        self.put_away()
        self.open = made
        self._under.addWidget(made)
        made.left.connect(self.put_away)
        focus(made)

    def put_away(self) -> None:
        """Close what is open under the line."""
        self.open = None
        empty(self._under)


class PartsCard(Card):
    """Every part that a review needs; each act is asked for with the key of its part."""

    go_to = Signal(str, str, str)
    given = Signal(str, str, str, str)  # key, name, role, due
    aside = Signal(str, str)  # key, reason
    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("Parts of this review")
        self.chip = Chip("none", "")
        self.head.addWidget(self.chip)
        self.rows: dict[str, PartRow] = {}
        self._shown: object = None

    @property
    def holds_typed(self) -> bool:
        """Whether something is written in a row that is not saved."""
        return any(row.open is not None and row.open.holds_typed for row in self.rows.values())

    def show_parts(
        self,
        found: Sequence[Standing],
        left: Mapping[str, Left],
        library: Library,
        today: date,
        *,
        me: str,
        closed: bool,
    ) -> None:
        """Show how the parts stand; what is being written stays while nothing else changes."""
        signed = sum(not item.is_waited_for for item in found)
        self.chip.set_chip("ok" if signed == len(found) else "none", f"{signed} of {len(found)} signed")
        shown = ([(item, len(left.get(item.part.key, ()))) for item in found], me, closed, today)
        if shown == self._shown:
            return
        self._shown = shown
        self.clear_rows()
        self.rows = {}
        for item in found:
            row = PartRow(item, today, me)
            self._add_links(row, left.get(item.part.key, ()), library, closed)
            self.rows[item.part.key] = row
            self.add_row(row)

    def _add_links(self, row: PartRow, left: Left, library: Library, closed: bool) -> None:
        key, label = row.found.part.key, row.found.part.label
        if left and row.found.is_waited_for:
            page, item = left[0]
            where = (page.key, item.field.key, item.entry.id if item.entry.form.repeat else "")
            spoken = f"Go to the first of {len(left)} answers that the {label} part needs: {item.sentence}"
            link = row.add_link("next", f"{len(left)} left", spoken)
            link.clicked.connect(partial(self.go_to.emit, *where))
        if closed:
            return
        if row.found.is_waited_for:
            give = row.add_link(
                "assign", "Change…" if row.found.assignee else "Assign…", f"Assign the {label} part"
            )
            give.clicked.connect(partial(self._give, row, library))
            aside = row.add_link("aside", "Set aside…", f"Set the {label} part aside")
            asks = "Reason for signing without this part"
            aside.clicked.connect(partial(self._why, row, asks, "Set aside", f"aside-{key}", self.aside))
        else:
            back = row.add_link("open", "Reopen…", f"Reopen the {label} part")
            asks = "Reason for reopening this part"
            back.clicked.connect(
                partial(self._why, row, asks, "Reopen this part", f"open-{key}", self.opened)
            )

    def _give(self, row: PartRow, library: Library) -> None:
        made = GivePart(library, row.found)
        made.given.connect(partial(self.given.emit, row.found.part.key))
        row.show_under(made)

    def _why(self, row: PartRow, asks: str, act: str, name: str, signal: SignalInstance) -> None:
        made = WhyPart(asks, act, name)
        made.told.connect(partial(signal.emit, row.found.part.key))
        row.show_under(made)


def said_of(found: Standing, me: str) -> str:
    """Who signed or has a part, in their role, and when."""
    if found.state == "signed":
        when = ", ".join(filter(None, (show_date(found.on) if found.on else "", found.time)))
        seal = f"seal {found.digest[:4]} {found.digest[4:8]}" if found.digest else ""
        return " · ".join(filter(None, (_named(found.by, found.role), when, seal)))
    if found.state == "aside":
        when = f" on {show_date(found.on)}" if found.on else ""
        return f"By {found.by}{when}: {found.why}"
    named = _named(found.assignee, found.assignee_role) or "Nobody yet"
    mine = " (you)" if found.assignee and same_person(found.assignee, me) else ""
    return f"{named}{mine}{_reopened(found)}"


def _reopened(found: Standing) -> str:
    """That a signature was taken back, when, and why."""
    if found.opened is None:
        return ""
    on, why = found.opened
    return f" · reopened{f' on {show_date(on)}' if on else ''}: {why}"


def _named(name: str, role: str) -> str:
    return f"{name}, {role.lower() if role[1:2].islower() else role}" if name and role else name or role


def chip_of(found: Standing, today: date) -> tuple[str, str, str | None]:
    """How a part stands, as a chip."""
    if found.state == "signed":
        return "ok", "Signed", "check"
    if found.state == "aside":
        return "none", "Set aside", "circle-slash"
    word = "Waiting" if found.state == "waiting" else "Not signed"
    if found.due is None:
        return "none", word, None
    days = (found.due - today).days
    if days < 0:
        return "bad", f"{word}, {-days} day{'' if days == -1 else 's'} over", "diamond"
    when = "today" if days == 0 else f"in {days} day{'' if days == 1 else 's'}"
    return (
        ("warn", f"{word}, due {when}", "triangle")
        if days <= SOON_DAYS
        else ("none", f"{word}, due {when}", None)
    )
