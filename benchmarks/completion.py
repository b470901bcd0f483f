"""How many keys a screening, a short and a full review take, typed into the real window without a mouse.

    .venv/bin/python -m benchmarks.completion [--level screen|short|full] [--all] [--case N]

The practice cases of a level are screened with what a caseload brings, and reviewed: every short one, and of
the full ones five, from the shortest to the longest, unless `--all` is given. The table is their mean, beside
what one took before. A screening is also typed with nothing imported. With `--case`
one case is typed letter by letter, and the time of the slowest key is told.

Every key goes to the widget that has the cursor, as from a keyboard; nothing is set from outside. Typed is
every text of judgement in full, every answer that signing needs, and every other answer that the case has and
its page asks. Not typed is what a page folds under More, and what the program has written already, such as a
headline from the first judging sentence. The keys of the screening are among those of its review. The column
`needed` counts the texts of judgement and what signing needs, without what a case has beyond that.
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
from hssib_desk.domain.dates import read_iso
from hssib_desk.domain.forms import kinds, outline
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review import screening
from hssib_desk.domain.review.carried import after, raise_order
from hssib_desk.practice import practice_cases
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case import screen as case_screen
from hssib_desk.ui.case.last_used import KEPT_AS
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.case.raising import raise_line
from hssib_desk.ui.case.story.story_list import StoryList
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.screening import screen as screening_screen
from hssib_desk.ui.screening.tiles import OutcomeField
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import OwnWords, save_words
from hssib_desk.ui.window.window import MainWindow

SETTLE_MS, QUICK_MS = 320, 60  # the rules follow the typing after a quarter of a second, or at once
NEEDED_KEYS = 2  # what Ctrl+. takes
SAMPLE = 5
NOT_TYPED = ("link", "attachment")
# Texts of judgement, and what people say: always typed in full, and counted with what signing needs.
TOLD = ("judgement_well", "judgement_better", "pen_portrait", "family_account")
OFFERED = ("headline", "area")  # written by the program from what was judged or raised before
# One full review of middling length before there were levels, and on the day when there were first.
OLD = {
    "full": {"words": 7892, "moving": 681, "choose": 375, "add": 25, "next page": 23},
    "short": {"words": 4569, "moving": 301, "choose": 159, "add": 14, "next page": 14},
}
BARS = {"screening, imported": 110, "screening, nothing imported": 170, "short": 1600, "full": 6200}
WITH_QUESTION = 1750  # a short review in which a question of the family is answered


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

    @property
    def is_acute(self):
        """Whether it is judged by the form of acute hospitals, which a new case of this workbook has not."""
        return "judgement_acute" in self.answers

    @property
    def has_question(self):
        """Whether a question of the family was answered."""
        return any(item.form == "family_question" for item, _ in self.entries)

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


def chains(entries, raised):
    """What is raised on a page, in lines that follow from each other: problem, learning point, actions."""
    left, found = list(raised), []
    names = [item.name for item, _ in raised]
    order = [form.key for form in raise_order(list(entries.forms.values()))]
    while left:
        chain = [left.pop(0)]
        while True:
            last = chain[-1][0]
            if not entries.forms[last.form].can_raise or last.form not in order:
                break
            wanted = order[order.index(after(entries.forms[last.form], list(entries.forms.values())).key) :]
            known = {item.name for item, _ in chain}
            linked = [pair for pair in left if pair[0].form in wanted and known & links_of(pair[1], names)]
            follows = min(linked, key=lambda pair: wanted.index(pair[0].form), default=None)
            if follows is None:
                break
            left.remove(follows)
            chain.append(follows)
        found.append(chain)
    return found


def as_typed(question, field, value):
    """A value as people type it: a date as 5/3/26 where that is read as the same day."""
    found = read_iso(value) if field.kind == "date" else None
    if found and found.exact:
        day = found.exact
        for typed in (f"{day.day}/{day.month}/{day:%y}", f"{day.day}/{day.month}/{day:%Y}"):
            if question.read(typed) == value:
                return typed
    return kinds.show(field, value)


def links_of(answers, names):
    """The names of other entries among some answers."""
    return {one for value in answers.values() if isinstance(value, list) for one in value if one in names}


class Run:
    """One death screened and reviewed, from its import to its seal."""

    def __init__(self, window, story, quick=False):
        self.window, self.story = window, story
        self.ids, self.made, self.skipped, self.pages = {}, {}, [], []
        self.folded = self.beyond = 0  # letters not typed; keys for what signing does not need
        self.settle = QUICK_MS if quick else SETTLE_MS
        self.screened = Counter()
        signer = story.practice.signed  # a computer knows who signed on it last
        save_words(OwnWords(last={"name": signer["name"], "role": signer["role"]}))
        if story.practice.screened:
            screening = Screening(window, story, imported=True, quick=quick)
            if not screening.run():
                raise SystemExit(f"Its screening cannot be signed: {story.practice.about}")
            self.screened, case_id = screening.typist.counts, screening.case_id
        else:
            case_id = window.session.workbook.new_case().id
        self.typist = Typist(window, quick)
        window.case(case_id)
        self.screen = window.page("case")

    @property
    def counts(self):
        """The keys of screening and review together, by what they were for."""
        return self.screened + self.typist.counts

    def fill(self):
        """Go through the pages in order; True when the case was sealed."""
        while self.screen.page_key != SIGN_OFF:
            QTest.qWait(self.settle)
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
        lent = {id(questions): form for form, questions in getattr(page, "lent", ())}
        for questions in getattr(page, "every_question", [page.questions] if page.questions else []):
            form = lent.get(id(questions), page.page.form)
            self.fill_questions(questions, self.story.answers.get(form, {}))
        lists = [*page.lists, *([page.raised] if page.raised else [])]
        raised = self.story.raised_on(page.page)
        for story in (one for one in lists if isinstance(one, StoryList)):
            self.tell_events(story, [answers for item, answers in raised if item.form in story.forms])
            raised = [pair for pair in raised if pair[0].form not in story.forms]
        for entries in lists:
            mine = [pair for pair in raised if pair[0].form in entries.forms]
            for chain in chains(entries, mine):
                self.raise_chain(entries, chain)
            for item, answers in mine:
                self.complete(entries, item, answers)

    def tell_events(self, story, events):
        """Take the events that other pages know, and write the others into the open row."""
        keys = {role: key for role, (key, _) in story.open_row._asked.items()}
        same = [keys["event_date"], keys["event_kind"]]
        known = [[one.get(key) for key in same] for one in story._known]
        if known:
            self.typist.reach(story._add_known)
            self.typist.key(Qt.Key.Key_Return, "add")
            QTest.qWait(self.settle)
        for answers in events:
            if [answers.get(key) for key in same] in known:
                continue
            for key, made in story.open_row._asked.values():
                value = answers.get(key)
                if value is not None:
                    self.typist.give(made.editor, value, as_typed(made, story.form.by_key[key], value))
            self.typist.key(Qt.Key.Key_Return, "add")
            QTest.qWait(self.settle)

    def raise_chain(self, entries, chain):
        """Raise what follows from each other line after line, as problem, learning point and actions do."""
        for n, (item, answers) in enumerate(chain):
            if not n or (entries.line is not None and entries.line.form.key != item.form):
                self.typist.reach(entries.buttons[item.form])
                self.typist.key(Qt.Key.Key_Return, "add")
                QTest.qWait(self.settle)
            if entries.line is None:
                self.note(item, entries.open_entry)
                continue
            for field, made in entries.line._asked.values():
                value = answers.get(field.key)
                if value is not None:
                    self.typist.give(made.editor, value, as_typed(made, field, value))
            before = set(entries._rows)
            self.typist.key(Qt.Key.Key_Return, "add")
            QTest.qWait(self.settle)
            self.note(item, next(iter(set(entries._rows) - before)))
        if entries.line is not None:
            self.typist.key(Qt.Key.Key_Escape, "moving")
            QTest.qWait(self.settle)

    def note(self, item, entry_id):
        self.made[id(item)] = self.ids[item.name] = entry_id

    def complete(self, entries, item, answers):
        """Open an entry and give the answers that its line did not ask."""
        entry_id = self.made[id(item)]
        if entries.open_entry != entry_id:
            self.typist.reach(entries._rows[entry_id])
            self.typist.key(Qt.Key.Key_Return, "add")
            QTest.qWait(self.settle)
        editor = entries.open_editor
        self.fill_questions(editor.questions, answers)
        case = self.screen.session.peek(self.screen.case.id)
        for field in editor.links.fields:
            held = case.entry_by_id(entry_id).answers.get(field.key) or []
            for name in answers.get(field.key, []):
                other = case.entry_by_id(self.ids.get(name, ""))
                box = editor.findChild(object, f"{field.key}-{other.ref}") if other else None
                if box is None:
                    self.skipped.append(f"{item.form}: link to {name}")
                elif other.id not in held:
                    self.typist.reach(box)
                    self.typist.key(Qt.Key.Key_Space, "choose")

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
                if field.more and not (field.required or field.required_if):
                    self.folded += len(str(value))
                    continue
                held = questions._questions[field.key].read(questions.boxes[field.key].editor.value())
                if held == value or (held and field.role in OFFERED):
                    continue  # answered at the screening, carried along, or offered
                if not self.fill_field(questions, field, value):
                    later.append(field.key)
        return later

    def fill_field(self, questions, field, value):
        box = questions.boxes[field.key]
        if not box.isVisible():
            QTest.qWait(self.settle)
        if not box.isVisible():
            return False
        before = sum(self.typist.counts.values())
        self.go_to_needed(box, field)
        if field.role in KEPT_AS:
            self.use_last(box, field.role, as_typed(questions._questions[field.key], field, value))
            return True
        self.typist.give(box.editor, value, as_typed(questions._questions[field.key], field, value))
        if not (field.required or field.required_if or field.role in TOLD):
            self.beyond += sum(self.typist.counts.values()) - before
        held = questions._questions[field.key].read(box.editor.value())
        if held != value and (not isinstance(value, list) or sorted(held or []) != sorted(value)):
            self.skipped.append(f"{field.key}: wanted {value!r}, is {held!r}")
        return True

    def use_last(self, box, role, said):
        """Take the name or role that this computer offers, or write it."""
        self.typist.reach(box.editor)
        QTest.qWait(self.settle)
        link = box.findChild(QWidget, f"last-{role}")
        if link.isVisible():
            self.typist.reach(link)
            self.typist.key(Qt.Key.Key_Return, "choose")
        if not box.editor.value():
            self.typist.give(box.editor, said, said)

    def go_to_needed(self, box, field):
        """Press Ctrl+. where that leads to the question, and Tab would be pressed more than twice."""
        if self.typist.steps_to(box.editor) <= NEEDED_KEYS:
            return
        case = self.screen.session.peek(self.screen.case.id)
        found = outline.next_finding(case, self.screen.page_key, *self.screen._question_with_cursor())
        if found and found[0].key == self.screen.page_key and found[1].field.key == field.key:
            self.typist.key(Qt.Key.Key_Period, "moving", control=True)
            self.typist.counts["moving"] += 1  # Ctrl is a key too
            QApplication.processEvents()

    def sign(self):
        QTest.qWait(self.settle)
        page, typist, signed = self.screen.doors.sign_off, self.typist, self.story.practice.signed
        for field in page.warnings.fields.values():
            typist.give(field, "", signed.get("warnings", "Read and accepted."))
        if page.hidden.isVisible():
            typist.reach(page.hidden.link)
            typist.key(Qt.Key.Key_Return, "choose")
        for role, said in (("signer_name", signed["name"]), ("signer_role", signed["role"])):
            self.use_last(page.panel.boxes[role], role, said)
        typist.reach(page.panel.tick)
        typist.key(Qt.Key.Key_Space, "choose")
        QTest.qWait(600)  # the last reason is saved after a pause
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

    def __init__(self, window, story, imported, quick=False):
        self.window, self.story, self.typist = window, story, Typist(window, quick)
        self.settle = QUICK_MS if quick else SETTLE_MS
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
        QTest.qWait(self.settle)
        rows = self.screen.page.questions.rows
        for name, row in [*rows.items(), *rows.items()]:  # once more for what a later answer brought up
            if row.isHidden() or row.editor.value() or name not in self.answers:
                QApplication.processEvents()
                if row.isHidden() or row.editor.value() or name not in self.answers:
                    continue
            self.give(name, row, self.answers[name])
            QTest.qWait(self.settle)
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
            made = Screening(window, story, imported, quick=True)
            signed = made.run()
            keys = sum(made.typist.counts.values())
            done[imported].append(keys)
            if not signed:
                left = [item.field.key for item in screening.left(window.session.workbook.case(made.case_id))]
                print(f"  not signed: {story.practice.about[:60]}: {', '.join(left)}")
    for imported, keys in done.items():
        what = "screening, imported" if imported else "screening, nothing imported"
        print(
            f"{what:<28}{statistics.mean(keys):>9.0f} keys, mean of {len(keys)}; {min(keys)} to {max(keys)};"
            f" at most {BARS[what]} are wanted"
        )


def measure_reviews(window, stories, level):
    """The mean of some signed practice cases, old beside new; True when all were sealed."""
    runs, sealed = [], True
    print(f"{'keys':>7}{'needed':>8}{'words':>7}{'folded':>8}  practice case")
    for story in stories:
        run = Run(window, story, quick=True)
        if not run.fill():
            sealed = False
            print(f"  not sealed: {'; '.join(run.skipped)}")
        runs.append(run)
        counts = run.counts
        asked = " (a question of the family)" if story.has_question else ""
        total = sum(counts.values())
        numbers = f"{total:>7,}{total - run.beyond:>8,}{counts['words']:>7,}{run.folded:>8,}"
        print(f"{numbers}  {story.practice.about[:60]}{asked}", flush=True)
    print_means(runs, level)
    return sealed


def spread(stories, level, every):
    """The signed stories of a level: all of them, or a few from the shortest to the longest."""
    signed = [one for one in stories if one.practice.signed and one.level == level and not one.is_acute]
    signed.sort(key=lambda story: story.letters)
    if every or len(signed) <= SAMPLE:
        return signed
    return [signed[round(n * (len(signed) - 1) / (SAMPLE - 1))] for n in range(SAMPLE)]


def print_means(runs, level):
    """What the keys were for on average, beside what it was."""
    new = sum((run.counts for run in runs), Counter())
    old = OLD[level]
    print(f"\n{level + ' review, mean of ' + str(len(runs)):<28}{'before':>9}{'now':>9}")
    for name, count in new.most_common():
        print(f"{'keys: ' + name:<28}{old.get(name, 0):>9,}{count / len(runs):>9,.0f}")
    total = sum(new.values()) / len(runs)
    print(f"{'keys in all':<28}{sum(old.values()):>9,}{total:>9,.0f}")
    print(
        f"{'of them its screening':<28}{0:>9}{sum(sum(r.screened.values()) for r in runs) / len(runs):>9,.0f}"
    )
    needed = total - sum(run.beyond for run in runs) / len(runs)
    print(f"{'judgement and needed answers':<28}{'':>9}{needed:>9,.0f}")
    wanted = f"{BARS[level]:,}" + (f", {WITH_QUESTION:,} with a question" if level == "short" else "")
    print(f"{'at most wanted':<28}{'':>9}{wanted:>9}")


def print_table(run, sealed, seconds):
    """One table: what the keys were for, and what else it took."""
    kinds_of_key: Counter[str] = run.counts
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
    parser.add_argument("--all", action="store_true", help="every signed case, not a spread of five")
    parser.add_argument("--case", type=int, help="the number of a practice case, letter by letter")
    parser.add_argument(
        "--level", choices=("screen", "short", "full"), default="full", help="what is measured"
    )
    parser.add_argument("--look", metavar="PNG", help="save a picture of the window at the end")
    given = parser.parse_args()
    library = load_library()
    practices = practice_cases(date.today())
    stories = [Story(practice, library) for practice in practices]
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
        one = stories[given.case - 1] if given.case else None
        if given.level == "screen":
            measure_screenings(window, [one] if one else stories)
            sealed = True
        elif one:
            started = time.perf_counter()
            run = Run(window, one)
            sealed = run.fill()
            print_table(run, sealed, time.perf_counter() - started)
        else:
            follow_at_once()
            sealed = measure_reviews(window, spread(stories, given.level, given.all), given.level)
        if given.look:
            window.grab().save(given.look)
        window.close()
    return 0 if sealed else 1


def follow_at_once():
    """Let the rules follow the typing at once: many cases are typed, and nobody watches."""
    for module in (case_screen, screening_screen, raise_line):
        for name in ("MARK_AFTER_MS", "ASK_AFTER_MS"):
            if hasattr(module, name):
                setattr(module, name, 1)


if __name__ == "__main__":
    sys.exit(main())
