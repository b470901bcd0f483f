"""What a caseload brought, in one run of words, until somebody asks to change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hssib_desk.domain.dates import local_day, show_date
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Paragraph

PADDING = 16


def from_caseload(at: datetime | None) -> str:
    """Where an answer comes from, as its mark says it: from the caseload of a day."""
    return f"from the caseload of {show_date(local_day(at))}" if at else ""


class FactsCard(Card):
    """The answers that came with a list, folded; `link_clicked` asks for them among the questions."""

    def __init__(self) -> None:
        super().__init__("From the caseload", count=0, link="Change", padding=PADDING)
        self.setObjectName("facts")
        self.link.setObjectName("change-facts")
        self.head.insertWidget(1, Sign("file-spreadsheet", 16))
        self.head.insertSpacing(2, 8)
        self.said = Paragraph("", "second")
        self.body.addWidget(self.said)
        self.hide()

    def show_facts(self, at: datetime | None, facts: Sequence[tuple[str, str]], *, closed: bool) -> None:
        """Show labels with their answers; nothing where there are none."""
        words = from_caseload(at)
        self.set_title(words[:1].upper() + words[1:])
        self.count.setText(f"{len(facts)} answer{'' if len(facts) == 1 else 's'}")
        self.count.show()
        self.said.set_text(" · ".join(f"{label} {answer}" for label, answer in facts))
        self.set_link("See" if closed else "Change")
        self.setVisible(bool(facts))
