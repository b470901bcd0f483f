"""How many keys a screening, a short and a full review take, typed into the real window without a mouse.

    .venv/bin/python -m benchmarks.completion [--level screen|short|full] [--case N] [--look PNG]

A screening is typed for every practice case that has one, with what a caseload brings there, and with
nothing; a short and a full review for the case of middling length, after their screening.

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
from hssib_desk.domain.review import screening
from hssib_desk.practice import practice_cases
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.screening.tiles import OutcomeField
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import OwnWords, save_words
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
    def level(self):
        """The level at which it is reviewed."""
        outcome = self.answers.get("screening", {}).get("outcome", "full")
        return outcome if outcome in ("short", "full") else "screen"

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
        answers = {
            key: dict(value) for key, value in story.answers.items() if key in ("person", "why", "screening")
        }
        workbook = window.session.workbook
        case = (
            workbook.new_case({**answers}, level="screen") if "screening" in answers else workbook.new_case()
        )
        self.known = set(answers)
        if "screening" in answers:
            workbook.reviews.sign_screening(case.id, name="A. Reviewer", role="Nurse")
        window.case(case.id)
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
                box = questions.boxes.get(field.key)
                if box is not None and questions._questions[field.key].read(box.editor.value()) == value:
                    continue  # it was answered at the screening
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


BROUGHT = frozenset(
    "local_number nhs_number surname given_name gender ethnicity ward team team_type admission_date "
    "last_contact_date place_of_death cause_of_death diagnosis diagnosis_group date_of_death date_of_birth "
    "inpatient_at_death "
    "discharge_date ward_type legal_status died_manner learning_disability autism".split()
)  # what a caseload may bring


class Screening:
    """One death screened by keys, with what a caseload brings or with nothing."""

    def __init__(self, window, story, imported):
        self.window, self.story, self.typist = window, story, Typist(window)
        self.answers = {
            f"{form}.{key}": value for form, given in story.answers.items() for key, value in given.items()
        }
        self.answers.setdefault("person.pregnancy", "no")
        person = {k: v for k, v in story.answers["person"].items() if k in BROUGHT} if imported else {}
        case = window.session.workbook.new_case({"person": person}, level="screen")
        window.screen_deaths(case.id)
        self.screen, self.case_id = window.page("screening"), case.id
        self.skipped = []

    def run(self):
        """Answer what is asked, and sign; True when it was signed."""
        QTest.qWait(SETTLE_MS)
        rows = self.screen.page.questions.rows
        for name, row in rows.items():
            if row.isHidden() or row.editor.value() or name not in self.answers:
                QApplication.processEvents()
                if row.isHidden() or row.editor.value() or name not in self.answers:
                    continue
            self.give(name, row, self.answers[name])
            QTest.qWait(SETTLE_MS)
        self.reason(rows)
        self.typist.key(Qt.Key.Key_Return, "sign", control=True)
        self.typist.counts["sign"] += 1  # Ctrl is a key too
        return bool(self.window.session.workbook.case(self.case_id).value("screened_on"))

    def give(self, name, row, value):
        self.typist.given += 1
        offered = self.screen.page.questions._offered.get(name)
        if isinstance(row.editor, OutcomeField):
            self.typist.reach(row.editor)
            if row.editor.suggested == value:
                self.typist.key(Qt.Key.Key_Return, "choose")
                return
            number = next(
                n
                for n, tile in enumerate(row.editor._tiles, 1)
                if tile.code in (value, row.editor._group_of(value))
            )
            self.typist.letters(str(number), "choose")
            if row.editor._group_of(value):
                parts = [part.code for part in row.editor._parts[row.editor._group_of(value)]]
                for _ in range(parts.index(value)):
                    self.typist.key(Qt.Key.Key_Right, "choose")
                self.typist.key(Qt.Key.Key_Space, "choose")
            return
        if offered and set(offered) <= set(value):
            self.typist.reach(row.editor)
            self.typist.key(Qt.Key.Key_Return, "choose")
            value = [code for code in value if code not in row.editor.value()]
            if not value:
                return
        self.typist.given -= 1
        self.typist.give(row.editor, value, kinds.show(row.field, value))

    def reason(self, rows):
        row, wanted = rows["screening.outcome_reason"], self.answers["screening.outcome_reason"]
        there = str(row.editor.value() or "")
        if there == wanted:
            return
        self.typist.reach(row.editor)
        if wanted.startswith(there) and there:
            self.typist.key(Qt.Key.Key_End, "moving")
            self.typist.letters(wanted[len(there) :])
            return
        if there:
            self.typist.key(Qt.Key.Key_A, "choose", control=True)
        self.typist.letters(wanted)


def measure_screenings(window, stories):
    """The keys of every screening of the practice cases, with a caseload and without."""
    done = {True: [], False: []}
    for story in stories:
        if not story.practice.screened:
            continue
        for imported in done:
            made = Screening(window, story, imported)
            signed = made.run()
            keys = sum(made.typist.counts.values())
            done[imported].append(keys)
            if not signed:
                left = [item.field.key for item in screening.left(window.session.workbook.case(made.case_id))]
                print(f"  not signed: {story.practice.about[:60]}: {', '.join(left)}")
    for imported, keys in done.items():
        what = "screening, imported" if imported else "screening, nothing imported"
        print(
            f"{what:<28}{statistics.mean(keys):>9.0f} keys, mean of {len(keys)}; {min(keys)} to {max(keys)}"
        )


def average(stories, level="full"):
    """The signed story of middling length at a level."""
    signed = [story for story in stories if story.practice.signed and story.level == level]
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
    parser.add_argument(
        "--level", choices=("screen", "short", "full"), default="full", help="what is measured"
    )
    parser.add_argument("--look", metavar="PNG", help="save a picture of the window at the end")
    given = parser.parse_args()
    library = load_library()
    practices = practice_cases(date.today())
    stories = [Story(practice, library) for practice in practices]
    story = (
        stories[given.case - 1]
        if given.case
        else average(stories, "full" if given.level == "screen" else given.level)
    )
    qInstallMessageHandler(lambda *_said: None)  # what a platform without a screen cannot do
    app = QApplication(sys.argv[:1])
    install_theme(app, "light")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder  # a computer that knows who signs, and nothing else
        save_words(OwnWords(last={"name": "A. Reviewer", "role": "Nurse"}))
        window = MainWindow()
        window.show()
        workbook = Workbook.create(Path(folder) / "empty.hssib", library=library, actor="benchmark")
        window.show_session(Session(workbook))
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        if given.level == "screen":
            measure_screenings(window, [stories[given.case - 1]] if given.case else stories)
            if given.look:
                window.grab().save(given.look)
            window.close()
            return 0
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
