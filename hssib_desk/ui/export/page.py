"""Exporting: what the file would contain and what stays behind; where to save it; where it is then."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.board.edits import Edit
from hssib_desk.domain.dates import parse_date
from hssib_desk.domain.forms.levels import LEVELS
from hssib_desk.domain.review.case_file import AUDIENCES
from hssib_desk.export.report import ExportReport
from hssib_desk.export_list.board import keep_final, keep_wording
from hssib_desk.export_list.exports import EXPORTS
from hssib_desk.export_list.order import Order, Preview
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery
from hssib_desk.store.lists.saved_views import view_form, views_of
from hssib_desk.ui.export import exporting, preview_words
from hssib_desk.ui.export.half_page import HalfPageCard
from hssib_desk.ui.export.options import ExportOptions
from hssib_desk.ui.export.room import RoomStrip, documents
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.layout import Page, ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import Footer, IconLine, SideBySide, fill
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place
from hssib_desk.ui.window.progress import ProgressStrip
from hssib_desk.ui.work import Job, start

NOT_YET = "Nothing is written until you choose where to save it."
UNCHANGED = "The workbook itself is as it was."
DOING = "Writing…"
BEING_WRITTEN = "An export is being written"
LOOKING = "Looking at what it would contain…"


class ExportScreen(Place):
    """One export at a time: what it contains, its options, saving it, and where it went."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__()
        self.session, self.go = session, go
        self.order: Order | None = None
        self.looked: Preview | None = None
        self.report: ExportReport | None = None
        self._looking: Job | None = None
        self._writing: Job | None = None
        self._folder = documents()
        self.page = Page("Export", NOT_YET)
        self.done = Card(padding=20)
        self.options = ExportOptions()
        self.contains, self.left_out = Card("What it contains"), Card("What is left out")
        self.read_through = Card("Read it through before you share it")
        self.half_page = HalfPageCard()
        self.room = RoomStrip()
        self.progress = ProgressStrip()
        self.cancel = button("Cancel")
        self.save = button("Choose where to save", "download", "primary")
        self.owners = button("One file for each owner")
        self.footer = Footer("shield-check", self.cancel, self.owners, self.save)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.save.setObjectName("save-export")
        self.owners.setObjectName("each-owner")
        self.owners.setToolTip("The open actions of each owner, as Excel and as PDF, into a folder.")
        for card in (self.done, self.room, self.options):
            self.page.body.addWidget(card)
        self.page.body.addWidget(SideBySide(self.contains, self.left_out))
        self.page.body.addWidget(self.half_page)
        self.page.body.addWidget(self.read_through)
        self.page.body.addStretch(1)
        waiting = QHBoxLayout()
        waiting.setContentsMargins(32, 0, 32, 8)
        waiting.addWidget(self.progress)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollArea(self.page), 1)
        whole.addLayout(waiting)
        whole.addWidget(self.footer)

    def _connect(self) -> None:
        options = self.options
        options.written_as.chosen.connect(self._choose_form)
        options.audience.chosen.connect(self._choose_audience)
        options.level.chosen.connect(self._choose_level)
        options.version.edited.connect(self._choose_version)
        options.period.edited.connect(self._choose_period)
        options.final.edited.connect(self._choose_final)
        options.public.edited.connect(self._choose_public)
        options.considered.edited.connect(self._consider)
        options.told.edited.connect(self._tell_families)
        options.since.edited.connect(self._choose_since)
        self.owners.clicked.connect(self._choose_folder)
        options.identifying.edited.connect(self._choose_identifying)
        options.lock.changed.connect(self._show)
        options.twin.edited.connect(self._choose_twin)
        self.half_page.worded.connect(self._keep_wording)
        self.cancel.clicked.connect(self.leave)
        self.save.clicked.connect(self._choose_place)

    # What it would contain

    def show_export(
        self,
        what: str,
        case_id: str = "",
        actions: ActionQuery | None = None,
        version: int = 0,
        meeting: str = "",
        action_id: str = "",
    ) -> None:
        """Begin one of the exports, by its key; not while one is written.

        `actions` keeps an action log to what a query finds; `meeting` is a panel's, without it the next one.
        """
        if self._writing is not None:
            return
        workbook = self.session.workbook
        self.order = Order(EXPORTS[what], case_id, action_id, version=version, meeting=meeting)
        if "meeting" in self.order.export.options:
            with suppress(WorkbookError):  # that there is none is said when it is looked at
                self.order = replace(self.order, meeting=workbook.panel.find(meeting).number)
        if actions is not None:
            ref = workbook.case(actions.case_id).ref if actions.case_id else ""
            views = views_of(workbook.records.of_form(view_form(workbook.library)), "actions")
            same = next((view for view in views if view.query == actions), None)
            kept = self.order.keep_to_view(same) if same else self.order
            self.order = kept.keep_to(actions, workbook.library, ref)
        self.report = None
        versions = exporting.signed_versions(workbook, case_id) if case_id else []
        self.options.begin(self.order, versions, not self.session.read_only)
        self.refresh()
        self.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look again at what the export would contain; not while it is being written, nor after."""
        if self.order is None or self._writing is not None or self.report is not None:
            return
        if self._looking is not None:
            self._looking.drop()
        self.looked = None
        self._show()
        if not self.session.flush():
            return
        self._looking = start(partial(exporting.look, self._source(), self.order))
        self._looking.finished.connect(self._take_look)
        self._looking.failed.connect(self._fail)
        self._looking.stopped.connect(self._stop_looking)
        total = self.session.workbook.lists.case_counts().get("all", 0)
        self.progress.follow(self._looking, LOOKING, 0 if self.order.of_one_case else total)

    def put_away(self, focus: QWidget | None) -> bool:
        """Let go of what the file would contain, behind the lock; `refresh` looks again."""
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        if self._writing is None:
            self.looked = None
            for card in (self.contains, self.left_out, self.read_through):
                empty(card.body)
            self.half_page.put_away()
        return True

    def _source(self) -> exporting.Source:
        workbook = self.session.workbook
        return exporting.Source(workbook.path, workbook.library, workbook.driver)

    def _take_look(self, looked: Preview) -> None:
        self._looking, self.looked = None, looked
        self._show()

    def _stop_looking(self) -> None:
        self._looking = None
        self.leave()

    def _fail(self, sentence: str) -> None:
        self._looking = self._writing = None
        self._show()
        self.go.say(sentence, "bad")

    def _choose_form(self, what: str) -> None:
        if self.order is not None and what != self.order.export.key:
            self.show_export(what, self.order.case)
            self.options.written_as.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_audience(self, audience: str) -> None:
        if self.order is not None:
            self.order = replace(self.order, audience=next(item for item in AUDIENCES if item == audience))
            self.report = None
            self.refresh()

    def _choose_level(self, level: str) -> None:
        if self.order is not None:
            self.order = self.order.keep_to_level(next((one for one in LEVELS if one == level), None))
            self.report = None
            self.refresh()

    def _choose_version(self, number: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, version=int(str(number or 0)))
            self.report = None
            self.refresh()

    def _choose_period(self, days: object) -> None:
        if self.order is not None and days:
            start, _, end = str(days).partition("/")
            self.order = replace(self.order, start=date.fromisoformat(start), end=date.fromisoformat(end))
            self.report = None
            self.refresh()

    def _choose_public(self, ticked: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, public=bool(ticked))
            self.report = None
            self.refresh()

    def _keep_wording(self, edit: Edit) -> None:
        if self.order is None or self.looked is None:
            return
        order = self.order
        try:
            edits = self.session.act(lambda workbook: keep_wording(workbook, order, edit), lists=False)
        except WorkbookError as error:
            self.go.say(str(error), "bad")
            return
        self.looked = replace(self.looked, edits=edits)
        self.half_page.show_half_page(self.looked.sentences, edits)
        self.go.say("This wording is kept.", "ok")

    def _choose_final(self, ticked: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, final=bool(ticked))

    def _consider(self, ticked: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, considered=bool(ticked))
            self._show()

    def _tell_families(self, day: object) -> None:
        if self.order is not None:
            found = parse_date(str(day or ""))
            self.order = replace(self.order, families_told=found.exact if found else None)

    def _choose_since(self, day: object) -> None:
        found = parse_date(str(day or ""))
        since = found.exact if found else None
        if self.order is not None and since != self.order.since:
            self.order = self.order.keep_since(since)
            self.report = None
            self.refresh()

    def _choose_identifying(self, ticked: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, identifying=bool(ticked))
            self.report = None
            self._show()

    def _choose_twin(self, ticked: object) -> None:
        if self.order is not None:
            self.order = replace(self.order, html=bool(ticked))
            self._show()

    def _show(self) -> None:
        """Show the state as it is: looking, ready, being written, or written."""
        order, looked = self.order, self.looked
        if order is None:
            return
        self.options.setVisible(self.report is None)
        self.options.setEnabled(self._writing is None)
        self.options.show_order(order)
        for card in (self.contains, self.left_out, self.read_through):
            card.setVisible(looked is not None and looked.rows > 0 and self.report is None)
        may_word = bool(looked and looked.sentences) and not self.session.read_only
        self.half_page.setVisible(may_word and self.report is None)
        self.done.setVisible(self.report is not None)
        why_not = LOOKING if looked is None else preview_words.why_nothing(looked, order)
        why_not = why_not or self.options.lock.why_not(with_page=order.html)
        self.save.setEnabled(not why_not and self._writing is None)
        self.save.setVisible(self.report is None)
        self.owners.setVisible("filters" in order.export.options and self.report is None)
        self.owners.setEnabled(self.save.isEnabled())
        self.cancel.set_words("Done" if self.report else "Cancel")
        self.footer.say(UNCHANGED if self.report else DOING if self._writing else why_not or NOT_YET)
        self.page.set_title(order.export.title, "" if self.report else NOT_YET)
        if looked is not None:
            self._look_for_room(self._folder / order.file_name(looked.case_ref, date.today()))
            self.half_page.show_half_page(looked.sentences, looked.edits)
            fill(self.contains, preview_words.contains(looked, order, self.session.workbook.facts))
            fill(self.left_out, preview_words.left_out(looked, order))
            fill(self.read_through, preview_words.read_through(looked, order))

    def _look_for_room(self, path: Path) -> str:
        """Say that room is short where the file goes; return why it cannot be written."""
        rows = self.looked.rows if self.looked and self.order and not self.order.of_one_case else 0
        return self.room.look(path, rows, self.session.workbook.low_mb)

    # Writing it

    def _choose_place(self) -> None:
        if self.order is None or self.looked is None:
            return
        name = self.order.file_name(self.looked.case_ref, date.today())
        kind = self.order.file_filter
        chosen, form = QFileDialog.getSaveFileName(
            self, "Choose where to save", str(self._folder / name), kind
        )
        if not chosen:
            return
        path, endings = Path(chosen), self.order.endings
        suffix = f".{exporting.ending_of(form, endings)}"
        if path.suffix.lower().removeprefix(".") in endings:
            # The dialog has asked about a file that is there, and only about the name it gave.
            self.write(path, force=path.exists())
        else:
            self.write(path.with_name(path.name + suffix), force=False)

    def _choose_folder(self) -> None:
        """Ask into which folder the files of the owners go, and write them."""
        chosen = QFileDialog.getExistingDirectory(self, self.owners.text(), str(self._folder))
        if not chosen or self.order is None or not self.session.flush():
            return
        self._folder = Path(chosen)
        order = replace(self.order, password=self.options.lock.password())
        write = partial(exporting.write_owners, self._source(), order, self._folder)
        self._begin_writing(start(write, BEING_WRITTEN), 0, can_stop=False)

    def write(self, path: Path, force: bool) -> None:
        """Write the export; an existing file is replaced only with `force`."""
        if self.order is None or self.looked is None or not self.session.flush():
            return
        self._folder = path.parent
        if refused := self._look_for_room(path):
            self.go.say(refused, "bad")
            return
        order = replace(self.order, password=self.options.lock.password())
        job = start(partial(exporting.write, self._source(), order, path, force), BEING_WRITTEN)
        one = order.of_one_case  # written in one go: there is no middle to tell of
        self._begin_writing(job, 0 if one else self.looked.rows, can_stop=not one)

    def _begin_writing(self, job: Job, rows: int, can_stop: bool) -> None:
        self._writing = job
        job.finished.connect(self._take_report)
        job.failed.connect(self._fail)
        job.stopped.connect(self._stop_writing)
        assert self.order is not None
        self.progress.follow(job, self.order.export.words.doing, rows, can_stop=can_stop)
        self._show()

    def _take_report(self, report: ExportReport) -> None:
        self._writing, self.report = None, report
        assert self.order is not None
        order = self.order
        if report.to_keep:
            try:
                self.session.act(lambda workbook: keep_final(workbook, order, report))
            except WorkbookError as error:
                self.report = None
                self._fail(str(error))
                return
        self._show_done(self.order, report)
        self._show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stop_writing(self) -> None:
        self._writing = None
        self._show()
        self.go.say("Stopped. No file was written.", "info")

    def _show_done(self, order: Order, report: ExportReport) -> None:
        empty(self.done.body)
        said = preview_words.written(order, report.rows_selected, report.rows_written)
        self.done.body.addWidget(IconLine("circle-check", said, "ok"))
        where = Paragraph(str(report.path), "second")
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.done.body.addWidget(where)
        folder = button("Open the folder", "folder-open", small=True)
        folder.setObjectName("open-folder")
        folder.clicked.connect(lambda: open_folder(report.path.parent))
        self.done.body.addWidget(folder, 0, Qt.AlignmentFlag.AlignLeft)
        if report.notes:
            self.done.body.addWidget(Headline("Before you share it", "label"))
        for note in report.notes[: preview_words.MOST_PLACES]:
            self.done.body.addWidget(IconLine("info", note, role="small"))
        more = len(report.notes) - preview_words.MOST_PLACES
        if more > 0:
            said = f"And {more} more; the file itself lists them."
            self.done.body.addWidget(IconLine("info", said, role="small"))

    # Leaving

    def leave(self) -> None:
        """Go back to where the export was asked for; what is being looked at is stopped."""
        order = self.order
        if self._looking is not None:
            self._looking.drop()
            self._looking = None
        if order is None or self._writing is not None:
            return
        if order.action:
            self.go.action_log(None, order.action)
        elif order.of_one_case:
            self.go.case(order.case, page="sign_off")
        elif "filters" in order.export.options:
            self.go.action_log()
        elif "meeting" in order.export.options:
            self.go.panel(order.meeting)
        else:
            self.go.home()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def open_folder(folder: Path) -> None:
    """Show a folder of this computer in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
