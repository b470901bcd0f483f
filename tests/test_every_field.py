"""Every question of every shipped form: typed on its page, kept in its row, in its cell, and on paper."""

import json
import re
import unicodedata
from datetime import datetime

import openpyxl
import pypdf
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.vocabulary import MINUTES_RECORD, SCREENING_RECORD
from hssib_desk.domain.review.privacy import AS_WRITTEN, identifies
from hssib_desk.export.excel.data import write_data
from hssib_desk.export.excel.data_columns import BETWEEN, data_columns
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.text import safe_title
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.attachments.attached import AttachedFiles
from hssib_desk.ui.case.folded.fold import FoldLine
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.window import MainWindow
from tests.database import plain_file
from tests.factories import TODAY, sample
from tests.hands import answer
from tests.rounds import Round, rounds_of

LIBRARY = load_library()
# Filled in by the program when a remark is accepted; of these only the reason is typed.
ACCEPTED = LIBRARY.form_with_role("rule", repeat=True).key
# These have pages of their own.
FORMS = [key for key in LIBRARY.forms if key not in (ACCEPTED, "screening", "parts")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "every field.hssib"


@pytest.fixture(scope="module")
def dressed(qapp):
    """Dressed once: every window that is still about would be dressed again each time."""
    install_theme(qapp, "light")


@pytest.fixture
def window(qtbot, dressed, path):
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 2000)
    made.show()
    made.show_session(Session(Workbook.create(path, library=LIBRARY, actor="tester", title="Every field")))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


class Typing:
    """One round of one form in the window: the case, the entry, and what was typed into it."""

    def __init__(self, qtbot, window, form, made, tmp_path):
        self.qtbot, self.window, self.form, self.tmp_path = qtbot, window, form, tmp_path
        others = {key: given for key, given in made.answers().items() if key != form.key}
        own = made.given.get(form.key, {})
        workbook = window.session.workbook
        for option in LIBRARY.options:
            workbook.set_setting(option.key, made.options.get(option.key, option.default))
        case = workbook.new_case(others if form.repeat else {form.key: own, **others}, review=made.review)
        self.case_id, self.typed = case.id, dict(made.typed)
        self.entry_id = self.begin(own) if form.repeat else case.entry(form.key).id

    def begin(self, own):
        """Add an entry with the button of its page, and open it."""
        page = next(page for page in LIBRARY.outline.pages if self.form.key in page.entries)
        self.window.case(self.case_id, page.key)
        self.find(f"add-{self.form.key}").click()
        if details := self.find(f"raise-details-{self.form.key}"):
            details.click()
        case = self.window.session.case(self.case_id)
        made = case.all_of(self.form.key)[0]
        if own:
            self.window.session.act(lambda workbook: workbook.save(made.id, own))
            self.window.case(self.case_id, page.key, entry_id=made.id)
        return made.id

    def find(self, name):
        """The widget of that name that can be seen on the page."""
        screen = self.window.page("case")
        found = [item for item in screen.findChildren(QWidget, name) if item.isVisible()]
        return found[0] if found else None

    def pages(self):
        """The pages on which the form is filled in, each with its questions; an entry is open already."""
        if self.form.repeat:
            return [("", self.form.fields)]
        pages = LIBRARY.for_forms([self.form.key]).outline.pages
        own = [p for p in pages if p.form == self.form.key]
        found = [(p.key, [f for s in p.sections for f in self.form.by_section[s].fields]) for p in own]
        there = {field.key for _, fields in found for field in fields}
        for page in pages:
            named = [n.partition(".")[2] for n in page.lent if n.startswith(f"{self.form.key}.")]
            found.append((page.key, [self.form.by_key[key] for key in named if key not in there]))
            there |= set(named)
        return [pair for pair in found if pair[1]] or [(SIGN_OFF, self.form.fields)]

    def type_all(self):
        """Type every answer where its question stands."""
        for page, fields in self.pages():
            if page:
                self.window.case(self.case_id, page)
            waiting = [field for field in fields if field.key in self.typed]
            while waiting:
                QApplication.processEvents()  # what was put on the page shows itself
                self.unfold()
                here = [field for field in waiting if self.type_one(field)]
                if not here and page:  # its subject has a page of its own
                    self.window.case(self.case_id, page, waiting[0].key)
                    here = [field for field in waiting if self.type_one(field)]
                assert here, f"not on the page: {[field.key for field in waiting]}"
                waiting = [field for field in waiting if field not in here]
        self.qtbot.waitUntil(lambda: not self.window.session.has_unsaved)

    def unfold(self):
        """Open what is folded on the page."""
        for line in self.window.page("case").findChildren(FoldLine):
            if line.isVisible() and not line.is_open:
                line.click()

    def type_one(self, field):
        """Type one answer; False while its question is not asked."""
        value = self.typed[field.key]
        if field.kind == "link":
            return self.link(field)
        editor = self.find(field.key)
        if editor is None:
            return False
        if isinstance(editor, AttachedFiles):
            return self.attach(field, editor)
        answer(self.qtbot, editor, field, value)
        return True

    def link(self, field):
        """Tick an entry that may be linked, made for that."""
        workbook = self.window.session.workbook
        others = [workbook.add_entry(self.case_id, key) for key in field.to[:1]]
        screen = self.window.page("case")
        screen.refresh()
        name = f"{field.key}-{others[0].ref}"
        self.qtbot.waitUntil(lambda: self.find(name) is not None)
        self.find(name).click()
        self.typed[field.key] = [others[0].id]
        return True

    def attach(self, field, editor):
        """Attach a file that is chosen in the dialog."""
        file = self.tmp_path / "letter.txt"
        file.write_text("Dear all", "utf-8")
        editor.add.click()
        self.qtbot.waitUntil(lambda: field.key in self.kept())
        self.typed[field.key] = self.kept()[field.key]
        return True

    def kept(self):
        """The answers of the entry as any other program reads them in the file."""
        with plain_file(f"file:{self.window.session.workbook.path}?mode=ro", uri=True) as db:
            row = db.execute("SELECT answers FROM entries WHERE id = ?", (self.entry_id,)).fetchone()
        return json.loads(row[0])


@pytest.mark.parametrize("key", FORMS)
def test_every_field_of_a_form_is_typed_kept_and_exported(qtbot, window, path, tmp_path, monkeypatch, key):
    letter = str(tmp_path / "letter.txt")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([letter], ""))
    form = LIBRARY.forms[key]
    rounds, never = rounds_of(form, LIBRARY)
    done = []
    for made in rounds:
        typing = Typing(qtbot, window, form, made, tmp_path)
        typing.type_all()
        kept = typing.kept()
        assert {name: kept.get(name) for name in typing.typed} == typing.typed
        done.append(typing)
    for field in never:
        begins = field.show_if is not None and field.show_if.test == "since"
        duty = form.by_section[field.section].show_if
        follows = duty is not None and any(part.fact == "signed" for part in duty.parts)
        assert begins or follows or field.role in {"agreed_reason", *SCREENING_RECORD, *MINUTES_RECORD}, (
            "asked when two reviews are compared, once one is signed, or by a law to come"
        )
    assert {name for typing in done for name in typing.typed} | {field.key for field in never} == set(
        form.by_key
    )
    assert window.leave_workbook()
    assert_in_excel(path, tmp_path, form, done)
    assert_on_paper(path, tmp_path, form, done)


def test_the_reason_for_a_remark_is_typed_kept_and_exported(qtbot, window, path, tmp_path):
    judged, form = LIBRARY.form_with_role("overall_score", repeat=False), LIBRARY.forms[ACCEPTED]
    score = judged.role("phase_score")
    worst = min(score.options.offered, key=lambda choice: choice.points or 99).code
    typing = Typing(qtbot, window, judged, Round(given={judged.key: {score.key: worst}}), tmp_path)
    window.case(typing.case_id, SIGN_OFF)
    qtbot.waitUntil(lambda: typing.find("reason-0") is not None)
    reason = form.role("detail")
    answer(qtbot, typing.find("reason-0"), reason, sample(reason))
    case = window.session.case(typing.case_id)
    entry = case.all_of(form.key)[0]
    typing.form, typing.entry_id, typing.typed = form, entry.id, dict(entry.answers)
    assert typing.kept() == entry.answers
    assert entry.answers[reason.key] == sample(reason)
    assert set(entry.answers) == set(form.by_key)
    assert window.leave_workbook()
    assert_in_excel(path, tmp_path, form, [typing])
    typing.typed.pop(form.role("rule").key)  # names the rule for the program; its sentence is printed
    assert_on_paper(path, tmp_path, form, [typing])


def opened(path):
    return Workbook.open(path, library=LIBRARY, actor="tester", back_up=False)


def assert_in_excel(path, tmp_path, form, done):
    out = tmp_path / "data.xlsx"
    with opened(path) as workbook:
        write_data(
            workbook.lists.case_files(), workbook.facts, LIBRARY, out, today=TODAY, include_identifying=True
        )
        cases = {typing.entry_id: workbook.case(typing.case_id) for typing in done}
    sheet = openpyxl.load_workbook(out)[safe_title(form.title, set())]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    for typing in done:
        case = cases[typing.entry_id]
        entry = case.entry_by_id(typing.entry_id)
        row = next(r for r in rows if (r["Case ref"], r.get("Entry ref") or "") == (case.ref, entry.ref))
        for column in data_columns(form, include_identifying=True):
            if column.field.key in typing.typed:
                wanted = cell(column, typing.typed[column.field.key], case)
                assert plain(row[column.head]) == wanted, column.head


def cell(column, value, case):
    """What the cell of an answer must hold."""
    field, values = column.field, value if isinstance(value, list) else [value]
    if field.kind == "link":
        return BETWEEN.join(case.entry_by_id(item).ref for item in values)
    if field.kind == "attachment":
        return BETWEEN.join(case.file_line(item, named=True) for item in values)
    if not field.options:
        return kinds.cell(field, value)
    if column.part == "direction":
        return field.options.direction if field.options.by_code[values[0]].points is not None else None
    if column.part == "label":
        return BETWEEN.join(field.options.label(code) for code in values)
    points = field.options.by_code[values[0]].points
    return points if points is not None else BETWEEN.join(values)


def plain(value):
    return value.date() if isinstance(value, datetime) else value


def assert_on_paper(path, tmp_path, form, done):
    for number, typing in enumerate(done):
        with opened(path) as workbook:
            case = workbook.case(typing.case_id)
        report = write_summary(case, tmp_path / f"{number}.pdf")
        text = squeezed(" ".join(page.extract_text() for page in pypdf.PdfReader(report.path).pages))
        for key, value in typing.typed.items():
            field = form.by_key[key]
            said = shown(field, value, case)
            # What is theirs to say is printed as they said it; nothing else that identifies somebody is.
            is_printed = not identifies(field) or field.role in AS_WRITTEN
            assert (squeezed(said) in text) == is_printed, f"{key}: {said}"


def shown(field, value, case):
    """An answer as a summary prints it."""
    if field.kind == "link":
        return ", ".join(case.entry_by_id(item).ref for item in value)
    if field.kind == "attachment":
        return case.file_line(value[0], named=True)
    if field.role == "good_practice":
        return "Good practice"  # the section in which such an entry stands
    return kinds.show(field, value)


def squeezed(text):
    """A text without any space: how a line was broken does not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
