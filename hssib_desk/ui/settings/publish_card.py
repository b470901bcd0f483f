"""How often a working copy is published by itself; shown only while one is worked in."""

from __future__ import annotations

from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.settings import load_settings
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator

MINUTES = (5, 10, 30, 60)
EVERY = "Publish changes"


class PublishCard(Card):
    """A setting of this computer, kept as it is changed."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__("Working copy")
        self.setVisible(session.copy is not None)
        self.minutes = ViewSwitch(
            [*((str(n), f"Every {plural(n, 'minute')}", None) for n in MINUTES), ("0", "When closed", None)]
        )
        self.minutes.setAccessibleName(EVERY)
        about = f"You work on a copy on this computer. The workbook is in {session.place.parent}."
        self.body.setSpacing(12)
        for widget in (Paragraph(about, "second"), Headline(EVERY, "label"), self.minutes):
            self.body.addWidget(widget)
        self.minutes.chosen.connect(lambda minutes: go.remember(publish_minutes=int(minutes)))

    def refresh(self) -> None:
        """Show what is set."""
        now = load_settings().publish_minutes
        self.minutes.set_value(str(min(MINUTES, key=lambda n: abs(n - now)) if now else 0))
