"""What can be chosen of an export: for whom, in which form, with what, and its password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from hssib_desk.domain.board.people import last_quarter, quarter_end, quarters_on
from hssib_desk.domain.board.words import span
from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms.levels import LEVEL_WORDS
from hssib_desk.domain.review.case_file import AUDIENCES
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Option, Order
from hssib_desk.ui.export.file_password import FilePassword
from hssib_desk.ui.export.preview_words import AUDIENCE
from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import ChoiceField, DateField, FieldBox, TickBox
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph

NAMES_PEOPLE = (
    "This file would name people. Share it only where your organisation allows it, keep it only where it is "
    "safe, and delete it when it is no longer needed."
)


CONSIDERED = (
    "I have considered what others have published about these deaths: inquests, coroners’ reports, notices."
)
OF_A_CASE = ("case", "either")  # the forms in which a case can be written, beside each other
_OFFERED = 8  # quarters


def quarters(today: date) -> list[tuple[str, str]]:
    """The quarters that can be reported, the last one first, each under its first and last day."""
    last, _ = last_quarter(today)
    starts = [quarters_on(last, -back) for back in range(_OFFERED)]
    return [(f"{start}/{quarter_end(start)}", span(start, quarter_end(start))) for start in starts]


def _day(text: str) -> date | None:
    found = parse_date(text)
    return found.exact if found else None


class ExportOptions(Card):
    """The choices one above another; those that an export does not have are not shown."""

    def __init__(self) -> None:
        super().__init__(padding=20)
        forms = [(one.key, one.words.form[0], None) for one in EXPORTS.values() if one.of in OF_A_CASE]
        self.written_as = ViewSwitch(forms)
        self.how_read = Paragraph("", "second")
        self.audience = ViewSwitch([(key, AUDIENCE[key].name, None) for key in AUDIENCES])
        self.for_whom = Paragraph("", "second")
        self.identifying = TickBox("Include the answers that identify people. I have checked that I may.")
        self.twin = TickBox("Also write it as a web page, for screen readers. Saved next to the PDF.")
        self.warning = AdviceStrip(NAMES_PEOPLE, kind="refusal")
        self.lock = FilePassword()
        self._has_versions, self._may_write = False, True
        self.written_as.setObjectName("written-as")
        self.identifying.setObjectName("include-identifying")
        self.twin.setObjectName("with-html")
        levels = [("", "All levels", None), *((key, words, None) for key, words in LEVEL_WORDS.items())]
        self.level = ViewSwitch(levels)
        self.level.setObjectName("only-level")
        self.level.setAccessibleName("Level")
        self.version = ChoiceField([])
        self.version.setObjectName("version")
        self._versions = FieldBox("Which version", self.version)
        self.period = ChoiceField([])
        self.period.setObjectName("period")
        self._periods = FieldBox("Which quarter", self.period)
        self.final = TickBox("Final: keep a sealed snapshot, so that the next report tells what changed.")
        self.final.setObjectName("final")
        self.public = TickBox("Public version: small numbers are kept back, and no case is named.")
        self.public.setObjectName("public")
        self.considered = TickBox(CONSIDERED)
        self.considered.setObjectName("considered")
        self.told = DateField(allow_unknown=False, read=_day)
        self.told.setObjectName("families-told")
        self._told = FieldBox("Families concerned were told on", self.told)
        self.since = DateField(allow_unknown=False, read=_day)
        self.since.setObjectName("changed-since")
        self._since = FieldBox("Only what changed since", self.since)
        self._shown_for: dict[Option, tuple[QWidget, ...]] = {
            "period": (self._periods,),
            "changed": (self._since,),
            "final": (self.final,),
            "public": (self.public, self.considered, self._told),
            "version": (self._versions,),
            "level": (self.level,),
            "audience": (self.audience, self.for_whom),
            "html": (self.twin,),
            "identifying": (self.identifying, self.warning),
            "password": (self.lock,),
        }
        self.body.addWidget(self.written_as)
        self.body.addWidget(self.how_read)
        for widgets in self._shown_for.values():
            for widget in widgets:
                self.body.addWidget(widget)

    def begin(self, order: Order, versions: Sequence[tuple[str, str]], may_write: bool = True) -> None:
        """Take every choice back to what it is at first, so that none is carried to the next file.

        `versions` are the signed ones that can be written in place of the review as it is now.
        """
        self._has_versions, self._may_write = bool(versions), may_write
        self.version.set_options([("0", "The review as it is now"), *versions])
        self.version.set_value(str(order.version))
        offered = quarters(date.today())
        self.period.set_options(offered)
        self.period.set_value(offered[0][0])
        self.written_as.set_value(order.export.key)
        self.final.set_value(False)
        self.public.set_value(False)
        self.considered.set_value(False)
        self.told.set_value(None)
        self.since.set_value(order.since.isoformat() if order.since else None)
        self.identifying.set_value(False)
        self.twin.set_value(False)
        self.audience.set_value(order.audience)
        self.level.set_value(order.level or "")
        self.lock.clear()

    def show_order(self, order: Order) -> None:
        """Show the choices that an export has."""
        for option, widgets in self._shown_for.items():
            for widget in widgets:
                widget.setVisible(option in order.export.options)
        for widget in (self.written_as, self.how_read):
            widget.setVisible(order.of_one_case and order.export.of in OF_A_CASE)
        self._versions.setVisible("version" in order.export.options and self._has_versions)
        self.how_read.set_text(order.export.words.form[1])
        self.for_whom.set_text(AUDIENCE[order.audience].about)
        self.final.setVisible("final" in order.export.options and self._may_write)
        self.considered.setVisible(order.public)
        self._told.setVisible(order.public)
        self.warning.setVisible(order.identifying)
