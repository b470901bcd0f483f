"""Re-import of an edited action log: what came back, what of it can be taken, and a button that takes it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from hssib_desk.domain.actions.log_update import changes_of
from hssib_desk.ui.actions.update_view import UpdateView
from hssib_desk.ui.actions.updating import Reading, compare_again, read_update
from hssib_desk.ui.kit.cards import EmptyState
from hssib_desk.ui.reading.password_card import is_locked
from hssib_desk.ui.reading.review_page import ReviewPage, ReviewWords
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.icon_line import plural
from hssib_desk.ui.window.navigator import Navigator

MANY_BYTES, MANY_ROWS, MANY_CHANGES = 64 * 1024, 200, 50  # from here on the worker does it
WORDS = ReviewWords(
    "Re-import edited log",
    "Actions",
    "Choose an action log that was exported here and edited since. You will see every difference before "
    "anything changes.",
    "Choose the edited log",
    "Choose the edited action log",
    "Action logs (*.xlsx *.ods);;All files (*)",
    "Read the log",
)
QUIET = "Nothing in this file differs from the workbook."
PROMISE = "Nothing changes until you import it. A backup is made first."
READ_ONLY = "This workbook is open for reading only, so nothing can be imported."
NONE_CHOSEN = "Nothing is chosen. Each line says why, or has a tick."


class UpdateScreen(ReviewPage):
    """Shows what an edited log would change; nothing is written until somebody presses the button."""

    view: UpdateView

    def __init__(self, session: Session, go: Navigator) -> None:
        self.reading: Reading | None = None
        self.quiet = EmptyState(QUIET, "Choose another file", "file-up")
        super().__init__(session, go, WORDS, UpdateView(), instead=(self.quiet,))
        self.quiet.clicked.connect(self.choose_file)
        self.view.ticked.connect(self.show_foot)
        self._show()

    def go_back(self) -> None:
        """Go to the actions."""
        self.go.action_log()

    def refresh(self) -> None:
        """Compare the file with the actions as they are by now."""
        reading = self.reading
        if reading is not None and not self.is_busy and self.session.flush():
            heavy = len(reading.log.rows) > MANY_ROWS
            self.do(
                lambda _step: compare_again(self.session.workbook, reading),
                partial(self._show_reading, fresh=False), "Comparing", heavy, can_stop=False,
            )  # fmt: skip

    def read(self, path: Path, password: str = "") -> None:
        """Read an edited log and show every difference."""
        if not self.session.flush():
            self.fail(self.session.problem)
            return
        if not password and is_locked(path):
            self.forget()
            self.start.hide()
            self.password.ask(path)
            return
        heavy = bool(password) or (path.is_file() and path.stat().st_size > MANY_BYTES)
        workbook = self.session.workbook
        self.do(
            lambda _step: read_update(workbook, path, password), partial(self._show_reading, fresh=True),
            "Reading the log", heavy, can_stop=False,
        )  # fmt: skip

    def fail(self, sentence: str) -> None:
        """Say why something was not done; under the password while that is asked for."""
        if self.password.isVisible():
            self.password.say(sentence)
        else:
            super().fail(sentence)

    def _show_reading(self, reading: Reading, *, fresh: bool) -> None:
        self.reading = reading
        self._show()
        self.view.show_update(reading.found, fresh=fresh)
        self.show_foot()

    def _show(self) -> None:
        reading = self.reading
        quiet = reading is not None and reading.found.is_quiet
        self.password.put_away()
        self.quiet.setVisible(quiet)
        name = f"{reading.path.name}, {plural(len(reading.log.rows), 'row')}" if reading else ""
        self.show_file(name, reading is not None and not quiet)

    def show_foot(self) -> None:
        """Say how much can be taken."""
        model = self.view.model
        count = len(model.chosen()) + len(model.chosen_new()) if self.reading else 0
        self.take.set_words(f"Take {plural(count, 'change')}")
        self.take.setEnabled(bool(count) and not self.is_busy and not self.session.read_only)
        self.foot.say(READ_ONLY if self.session.read_only else PROMISE if count else NONE_CHOSEN)

    def take_chosen(self) -> None:
        """Take the ticked differences into the workbook, all or none."""
        chosen, new = self.view.model.chosen(), self.view.model.chosen_new()
        reading, workbook = self.reading, self.session.workbook
        if reading is None or self.is_busy or not (chosen or new):
            return
        if not self.session.flush():
            self.fail(self.session.problem)
            return
        changes, source = changes_of(chosen), reading.path.name
        added = [(row.case_id, row.answers) for row in new]
        doing = f"Taking {plural(len(chosen) + len(new), 'change')}"
        touched = dict.fromkeys([*(item.case_id for item in chosen), *(row.case_id for row in new)])
        self.do(
            lambda _step: workbook.update_actions(changes, source, added), partial(self._taken, touched),
            doing, len(changes) + len(added) > MANY_CHANGES, can_stop=False, waited_for=doing,
        )  # fmt: skip

    def _taken(self, touched: Iterable[str], count: int) -> None:
        reading, self.reading = self.reading, None
        if reading is None:
            return
        self._show()
        for case_id in touched:
            self.session.case_changed.emit(case_id)
        self.session.lists_changed.emit()
        self.go.action_log()
        self.go.say(_done(count, reading), "ok")

    def forget(self) -> None:
        """Forget the file."""
        self.reading = None
        self._show()


def _done(count: int, reading: Reading) -> str:
    said = f"{plural(count, 'change')} {'was' if count == 1 else 'were'} taken from {reading.path.name}."
    left = len(reading.found.differences) + len(reading.found.added) - count
    if left:
        said += (
            f" {plural(left, 'difference')} left as {'it is' if left == 1 else 'they are'} in the workbook."
        )
    return f"{said} A backup was made just before; with it you can go back."
