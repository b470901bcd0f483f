"""When this computer hides the workbook by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import TickBox
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.settings.settings import Away, load_settings
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator

MINUTES = (1, 2, 5, 10, 30)
ABOUT = (
    "A protected workbook is locked: what was typed is saved, nothing is shown, and the passphrase takes "
    "you back to where you were. These are settings of this computer."
)


class AwayCard(Card):
    """Everything is kept as it is changed."""

    def __init__(self, go: Navigator, is_screen_told: bool) -> None:
        super().__init__("When you are away")
        self._go = go
        minutes = [(str(n), plural(n, "minute"), None) for n in MINUTES]
        self.minutes = ViewSwitch([*minutes, ("0", "Never", None)])
        self.minutes.setAccessibleName("Lock after")
        self.minimised = TickBox("Lock when the window is minimised")
        self.with_screen = TickBox("Lock when the screen of this computer is locked")
        self.pause_plain = TickBox("Pause a workbook without a passphrase at the same moments")
        self.with_screen.setVisible(is_screen_told)
        ticks: tuple[QWidget, ...] = (self.minimised, self.with_screen, self.pause_plain)
        self.body.setSpacing(12)
        for widget in (Paragraph(ABOUT), Headline("Lock after", "label"), self.minutes, *ticks):
            self.body.addWidget(widget)
        self.minutes.chosen.connect(self._keep)
        for tick in (self.minimised, self.with_screen, self.pause_plain):
            tick.edited.connect(self._keep)

    def refresh(self) -> None:
        """Show what is set."""
        away = load_settings().away
        nearest = min(MINUTES, key=lambda minutes: abs(minutes - away.minutes)) if away.minutes else 0
        self.minutes.set_value(str(nearest))
        self.minimised.set_value(away.minimised)
        self.with_screen.set_value(away.with_screen)
        self.pause_plain.set_value(away.pause_plain)

    def _keep(self, _changed: object) -> None:
        away = Away(
            int(self.minutes.value()),
            self.minimised.value(),
            self.with_screen.value(),
            self.pause_plain.value(),
        )
        self._go.remember(away=away)
