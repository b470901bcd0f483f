"""How many keys a whole review takes: an average practice case typed into the real window, without a mouse.

    .venv/bin/python -m benchmarks.completion [--case N] [--look PNG]

Every key goes to the widget that has the cursor, as from a keyboard; nothing is set from outside. The table
counts them by what they are for. Words have to be written in any program; the rest is what the program asks.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.typist import Typist
from hssib_desk.domain.forms import kinds, outline
from hssib_desk.domain.forms.library import load_library
from hssib_desk.practice import practice_cases
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow

SETTLE_MS = 320  # the rules follow the typing after a quarter of a second
NOT_TYPED = ("link", "attachment")


class Story:
    """What a practice case says in the end, before it was signed."""

    def __init__(self, practice, library):
        self.practice, self.library = practice, library
        signed = int(practice.signed.get("day", 0)) if practice.signed else 0
        self.answers = {key: dict(value) for key, value in practice.answers.items()}
        self.entries = [[item, dict(item.answers)] for item in practice.entries]
        for step in sorted(practice.later, key=lambda step: int(step["day"])):
            if int(step["day"]) <= signed:
                own = next((given for item, given in self.entries if item.name == step["entry"]), None)
                (self.answers.setdefault(step["entry"], {}) if own is None else own).update(step["answers"])

    def raised_on(self, page):
        """The entries that a person adds on a page, in order."""
        places = {f"{page.form}.{section}" for section in page.sections}
        return [pair for pair in self.entries if (pair[0].origin in places) or self._listed(pair[0], page)]

    def _listed(self, item, page):
        return not item.origin and item.form in page.entries

    @property
    def letters(self):
        """How long its texts are together."""
        every = [*self.answers.values(), *(given for _, given in self.entries)]
        return sum(len(value) for given in every for value in given.values() if isinstance(value, str))


class Run:
    """One case filled in from its first page to its seal."""

    def __init__(self, window, story):
        self.window, self.story = window, story
        self.typist = Typist(window)
        self.ids, self.skipped, self.pages = {}, [], []
        window.new_case("full")
        self.screen = window.page("case")

    def fill(self):
        """Go through the pages in order; True when the case was sealed."""
        while self.screen.page_key != SIGN_OFF:
            QTest.qWait(SETTLE_MS)
            self.fill_page(self.screen._shown_page())
            key = self.screen.page_key
            self.pages.append(key)
            self.typist.key(Qt.Key.Key_Return, "next page", control=True)
            if self.screen.page_key == key:  # the first one finished the entry that was open
                self.typist.key(Qt.Key.Key_Return, "next page", control=True)
            if self.screen.page_key == key:
                raise SystemExit(f"Ctrl+Enter does not leave the page {key}.")
        self.pages.append(SIGN_OFF)
        return self.sign()

    def fill_page(self, page):
        if page.questions:
            self.fill_questions(page.questions, self.story.answers.get(page.page.form, {}))
        lists = [*page.lists, *([page.raised] if page.raised else [])]
        for item, answers in self.story.raised_on(page.page):
            self.add(next(found for found in lists if item.form in found.forms), item, answers)

    def add(self, entries, item, answers):
        self.typist.reach(entries.buttons[item.form])
        self.typist.key(Qt.Key.Key_Return, "add")
        QTest.qWait(SETTLE_MS)
        if entries.line is not None:
            self.raise_in_line(entries, item, answers)
        self.ids[item.name] = entries.open_entry
        editor = next(made for made in entries._editors.values() if made.isVisible())
        self.fill_questions(editor.questions, answers)
        case = self.screen.session.peek(self.screen.case.id)
        for field in editor.links.fields:
            for name in answers.get(field.key, []):
                other = case.entry_by_id(self.ids.get(name, ""))
                box = editor.findChild(object, f"{field.key}-{other.ref}") if other else None
                if box is None:
                    self.skipped.append(f"{item.form}: link to {name}")
                    continue
                self.typist.reach(box)
                self.typist.key(Qt.Key.Key_Space, "choose")

    def raise_in_line(self, entries, item, answers):
        """Write the headline into the line, and open the details of what it takes along."""
        line = entries.line
        for field, made in line._asked.values():
            value = answers.get(field.key)
            if value is not None:
                self.typist.give(made.editor, value, kinds.show(field, value))
        self.typist.reach(line.findChild(QWidget, f"raise-details-{item.form}"))
        self.typist.key(Qt.Key.Key_Return, "add")
        QTest.qWait(SETTLE_MS)

    def fill_questions(self, questions, answers):
        """Answer each question in its order, and once more those that a later answer brought up."""
        later = self.fill_shown(questions, answers)
        if later and any(questions.boxes[key].isVisible() for key in later):
            later = self.fill_shown(questions, {key: answers[key] for key in later})
        self.skipped += later

    def fill_shown(self, questions, answers):
        later = []
        for section in questions.sections:
            for field in section.fields:
                value = answers.get(field.key)
                if value is None or field.kind in NOT_TYPED or value == field.default:
                    continue
                if questions._questions[field.key].read(questions.boxes[field.key].editor.value()) == value:
                    continue  # carried along, or written when it was raised
                if not self.fill_field(questions, field, value):
                    later.append(field.key)
        return later

    def fill_field(self, questions, field, value):
        box = questions.boxes[field.key]
        if not box.isVisible():
            QTest.qWait(SETTLE_MS)
        if not box.isVisible():
            return False
        self.typist.give(box.editor, value, kinds.show(field, value))
        held = questions._questions[field.key].read(box.editor.value())
        if held != value and (not isinstance(value, list) or sorted(held or []) != sorted(value)):
            self.skipped.append(f"{field.key}: wanted {value!r}, is {held!r}")
        return True

    def sign(self):
        QTest.qWait(SETTLE_MS)
        page, typist, signed = self.screen.doors.sign_off, self.typist, self.story.practice.signed
        for field in page.warnings.fields.values():
            typist.give(field, "", signed.get("warnings", "Read and accepted."))
        if page.hidden.isVisible():
            typist.reach(page.hidden.link)
            typist.key(Qt.Key.Key_Return, "choose")
        for role, said in (("signer_name", signed["name"]), ("signer_role", signed["role"])):
            typist.give(page.panel.boxes[role].editor, said, said)
        typist.reach(page.panel.tick)
        typist.key(Qt.Key.Key_Space, "choose")
        QTest.qWait(1200)  # the last reason is saved after a pause
        if not page.panel.sign.isEnabled():
            left = [f"{page.title}: {item.field.label}" for page, item in outline.findings(page.case)]
            self.skipped += [f"missing: {one}" for one in left]
            return False
        typist.reach(page.panel.sign)
        typist.key(Qt.Key.Key_Return, "choose")
        return self.screen.session.case(self.screen.case.id).seal is not None


def average(stories):
    """The signed story of middling length."""
    signed = [story for story in stories if story.practice.signed]
    middle = statistics.median_low(story.letters for story in signed)
    return next(story for story in signed if story.letters == middle)


def print_table(run, sealed, seconds):
    """One table: what the keys were for, and what else it took."""
    kinds_of_key: Counter[str] = run.typist.counts
    total = sum(kinds_of_key.values())
    words = kinds_of_key["words"]
    print(f"{run.story.practice.about}\n")
    print(f"{'what':<28}{'count':>9}{'share':>8}")
    for name, count in kinds_of_key.most_common():
        print(f"{'keys: ' + name:<28}{count:>9,}{count / total:>8.1%}")
    print(f"{'keys in all':<28}{total:>9,}")
    print(f"{'keys that are no words':<28}{total - words:>9,}{(total - words) / total:>8.1%}")
    print(f"{'clicks':<28}{0:>9}")
    print(f"{'pages':<28}{len(run.pages):>9}")
    print(f"{'questions answered':<28}{run.typist.given:>9}")
    print(f"{'keys that are no words, each':<28}{(total - words) / max(1, run.typist.given):>9.1f}")
    print(f"{'slowest key, ms':<28}{run.typist.slowest * 1000:>9.0f}   {run.typist.slowest_what}")
    print(f"{'machine time, s':<28}{seconds:>9.1f}")
    print(f"{'sealed':<28}{'yes' if sealed else 'no':>9}")
    for line in run.skipped:
        print(f"  not given: {line}")


def main():
    """Run once and print the table; exit 1 when the case could not be sealed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=int, help="the number of a practice case; else an average one")
    parser.add_argument("--look", metavar="PNG", help="save a picture of the window at the end")
    given = parser.parse_args()
    library = load_library()
    practices = practice_cases(date.today())
    stories = [Story(practice, library) for practice in practices]
    story = stories[given.case - 1] if given.case else average(stories)
    qInstallMessageHandler(lambda *_said: None)  # what a platform without a screen cannot do
    app = QApplication(sys.argv[:1])
    install_theme(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        window = MainWindow()
        window.show()
        workbook = Workbook.create(Path(folder) / "empty.hssib", library=library, actor="benchmark")
        window.show_session(Session(workbook))
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        started = time.perf_counter()
        run = Run(window, story)
        sealed = run.fill()
        seconds = time.perf_counter() - started
        if given.look:
            window.grab().save(given.look)
        print_table(run, sealed, seconds)
        window.close()
    return 0 if sealed else 1


if __name__ == "__main__":
    sys.exit(main())
