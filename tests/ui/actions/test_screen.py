"""The action log: found, filtered, followed and changed in the list and in the card below it."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from hssib_desk.domain.actions.progress import latest_note, with_note
from hssib_desk.domain.dates import show_date
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import Origin
from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.actions.model import ActionsModel
from hssib_desk.ui.actions.screen import ActionsScreen
from hssib_desk.ui.actions.steps import steps_of
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit import table_model as paging
from hssib_desk.ui.kit.brag import BragChip
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.session import Session
from tests.factories import action_form, code_meaning, keyed, make_action
from tests.ui.conftest import fill, named

TODAY = date.today()


def day(n):
    return (TODAY + timedelta(days=n)).isoformat()


def coded(form, role, meaning):
    return code_meaning(form.role(role), meaning)


def add_action(workbook, case_id, **given):
    form = action_form(workbook.library)
    return workbook.add_entry(case_id, form.key, answers=keyed(form, given))


def fill_log(workbook):
    """One more case with actions of every colour; the first one is five days late."""
    form = action_form(workbook.library)
    case = workbook.new_case()
    add_action(
        workbook,
        case.id,
        title="Make 72-hour follow-up an automatic task",
        owner="Digital lead",
        status=coded(form, "status", "in_progress"),
        target_date=day(-5),
        strength=coded(form, "strength", "strong"),
        progress="Built and tested.",
    )
    for title, meaning, target in (
        ("Feed themes into induction", "in_progress", 90),
        ("One safety-plan template", "closed", -40),
        ("Open a quiet room", "agreed", 90),
        ("Buy other doors", "superseded", -90),
    ):
        status = coded(form, "status", meaning)
        add_action(workbook, case.id, title=title, status=status, target_date=day(target))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The workbook of these tests, made once."""
    path = tmp_path_factory.mktemp("log") / "oak-house.hssib"
    with Workbook.create(path, library=load_library(), actor="tester") as made:
        fill(made)
        fill_log(made)
    return path


@pytest.fixture
def filled_path(tmp_path, written):
    return Path(shutil.copy(written, tmp_path / "oak-house.hssib"))


@pytest.fixture
def log(workbook):
    """The case with many actions, and the first of them."""
    case = workbook.case(workbook.lists.actions(ActionQuery(text="72-hour"))[0].case_id)
    return case, case.all_of(action_form(workbook.library).key)[0]


@pytest.fixture
def screen(qtbot, qapp, session, go, log):
    install_theme(qapp, "light")
    made = ActionsScreen(session, go)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.activateWindow()
    made.show_query(None)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def cells(screen, name):
    column = [c.key for c in screen.model.columns].index(name)
    return [screen.model.index(row, column).data() for row in range(screen.model.rowCount())]


def choose(screen, title):
    screen.show_query(ActionQuery(), next(r for r in everything(screen) if r.title == title).entry_id)


def everything(screen):
    return screen.session.workbook.lists.actions(ActionQuery())


def answer(screen, entry, role):
    """What the file says, read past the window."""
    case = screen.session.workbook.case(screen.detail.case.id)
    return case.entry_by_id(entry.id).value(role)


def press(qtbot, widget):
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_the_model_is_a_sound_model(session, log):
    model = ActionsModel(session)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_query(ActionQuery())
    model.sort(model.column_of("title"), Qt.SortOrder.AscendingOrder)
    model.show_query(ActionQuery(group_by="owner"))
    model.update_case(log[0].id)
    assert model.found == 7
    model.fold(0)
    assert model.found == 7 and model.rowCount() < 7 + len(model.groups.groups)


def test_a_long_log_is_fetched_by_pages_of_which_a_few_are_kept(session, log, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr(paging, "PAGES_KEPT", 2)
    model = ActionsModel(session)
    model.show_query(ActionQuery(sort="ref", descending=False))
    titles = [row.title for row in session.workbook.lists.actions(model.query)]
    assert [model.row(n).title for n in (6, 0, 3)] == [titles[6], titles[0], titles[3]]
    assert list(model._pages) == [0, 1]
    assert model.row_of(session.workbook.lists.actions(model.query)[5].entry_id) == 5
    assert model.row(7) is None


def test_the_list_begins_with_the_most_overdue_and_tells_colour_and_days(screen):
    assert cells(screen, "overdue")[:2] == ["10 days", "5 days"]
    column = [c.key for c in screen.model.columns].index("brag")
    told = {screen.model.index(row, column).data(roles.BragRole) for row in range(screen.model.rowCount())}
    assert ("red", "Red") in told
    assert ("blue", "Blue") in told
    assert ("set_aside", "Superseded") in told
    assert screen.filters.count.text() == "7 actions"


def test_the_views_and_colours_count_and_keep_the_list_to_theirs(qtbot, screen):
    colours = screen.filters.buttons["brag"]
    assert ("red", "Red, 2") in colours._options
    colours.chosen.emit("red")
    assert screen.filters.count.text() == "2 actions" and screen.views.value() == ""
    assert ("green", "Green, 1") in colours._options  # the other colours still say how many there are
    press(qtbot, screen.views._buttons["overdue"])
    lists = screen.session.workbook.lists
    assert screen.model.rowCount() == screen.views._buttons["overdue"].count
    assert screen.model.rowCount() == lists.count_actions(ActionQuery(overdue=True))
    press(qtbot, screen.views._buttons["all"])
    assert screen.model.rowCount() == 7


def test_words_find_actions_and_esc_takes_them_back(qtbot, screen):
    qtbot.keyClick(screen, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert screen.filters.search.hasFocus()
    qtbot.keyClicks(screen.filters.search, "quiet")
    qtbot.waitUntil(lambda: cells(screen, "title") == ["Open a quiet room"])
    qtbot.keyClick(screen.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 7)


def test_nothing_found_says_so_and_shows_the_way_back(qtbot, screen):
    screen.show_query(ActionQuery(text="zebra"))
    assert screen.nothing_fits.isVisible()
    assert not screen.detail.isVisible()
    press(qtbot, screen.nothing_fits.button)
    assert screen.table.isVisible()


def test_a_query_from_another_page_is_named_and_can_be_taken_back(qtbot, screen):
    screen.show_query(ActionQuery(overdue=True, cases=CaseQuery()))
    assert screen.filters.more.text() == "Overdue, Reviews chosen in Learning"
    assert screen.model.rowCount() == 2
    press(qtbot, screen.filters.more)
    assert screen.model.rowCount() == 7
    assert not screen.filters.more.isVisible()


def heads(screen):
    rows = range(screen.model.rowCount())
    return [screen.model.index(row, 0).data(roles.GroupRole) for row in rows if screen.model.is_head(row)]


def test_a_group_has_one_head_with_its_counts_and_its_column_goes(screen):
    screen.filters._give(group_by="status")
    found = heads(screen)
    assert len({head.name for head in found}) == len(found) == 5
    assert sum(int(head.counts.split()[0]) for head in found) == 7 == screen.model.found
    assert screen.filters.count.text() == "7 actions" and screen.model.rowCount() == 12
    screen.filters._give(group_by="theme")
    assert screen.table.isColumnHidden(screen.model.column_of("theme"))


def test_groups_fold_by_keys_and_by_a_click_and_the_action_stays_beside(qtbot, screen, log):
    _, entry = log
    screen.show_query(ActionQuery(group_by="owner"), entry.id)
    title, table = screen.detail.name.plain(), screen.table
    before = screen.model.rowCount()
    qtbot.keyClick(table, Qt.Key.Key_Left)
    head = table.currentIndex().row()
    assert screen.model.is_head(head) and screen.model.rowCount() < before
    assert [head.name for head in heads(screen) if head.is_folded] == [entry.text("owner")]
    assert screen.detail.name.plain() == title and screen.detail.isVisible()
    screen.refresh()
    assert screen.model.rowCount() < before  # what was folded stays folded
    screen.table.choose(head)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert screen.model.rowCount() == before
    spot = table.visualRect(screen.model.index(head, screen.model.column_of("title"))).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert screen.model.rowCount() < before
    screen.show_query(ActionQuery(group_by="owner"), entry.id)
    assert screen.model.rowCount() == before  # who is sent to an action sees it
    assert screen.model.row(table.currentIndex().row()).entry_id == entry.id


def test_a_sorted_list_stays_sorted_when_it_is_filtered(screen):
    screen.table.sortByColumn(screen.model.column_of("title"), Qt.SortOrder.AscendingOrder)
    screen.filters._give(owner="Digital lead")
    assert screen.model.query.sort == "title"
    screen.filters._give(owner="")
    titles = cells(screen, "title")
    assert titles == sorted(titles)


def test_the_card_follows_the_row(qtbot, screen):
    screen.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(screen.table, Qt.Key.Key_Down)
    assert screen.detail.name.plain() == "Make 72-hour follow-up an automatic task"
    assert screen.detail.chip.text == "Red: 5 days overdue"
    assert [step.state for step in screen.detail.steps.steps] == ["done", "done", "now", *["later"] * 3]


def test_enter_goes_into_the_action_and_esc_comes_back(qtbot, screen, go, log):
    screen.resize(1200, 744)
    choose(screen, "Make 72-hour follow-up an automatic task")
    screen.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(screen.table, Qt.Key.Key_Return)
    inside = QApplication.focusWidget()
    assert screen.side.isAncestorOf(inside)
    qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert screen.table.hasFocus()
    screen.table.doubleClicked.emit(screen.table.currentIndex())
    assert go.calls[-1] == ("case", (log[0].id, "raised", "", log[1].id), {})


def test_the_action_stands_beside_the_list_where_there_is_room_and_under_it_where_not(qtbot, screen):
    screen.resize(1200, 744)
    screen.refresh()
    qtbot.waitUntil(lambda: screen.side.width() == 320)
    assert screen.side.x() > screen.holder.x() + screen.holder.width()
    assert screen.table.viewport().height() >= 8 * 52
    screen.resize(900, 744)
    qtbot.waitUntil(lambda: screen.side.y() > screen.holder.y())
    assert screen.side.width() == screen.holder.width()


def test_a_progress_note_goes_dated_before_the_older_ones(qtbot, screen, log):
    choose(screen, "Make 72-hour follow-up an automatic task")
    press(qtbot, screen.detail.progress)
    editor = screen.detail.panel.editor
    assert editor.hasFocus()
    qtbot.keyClicks(editor, "Waiting for the window.")
    press(qtbot, screen.detail.panel.done)
    assert screen.detail.panel is None
    assert answer(screen, log[1], "progress") == (
        f"{show_date(TODAY)}: Waiting for the window.\n\nBuilt and tested."
    )
    assert screen.detail.note.said.plain() == "Waiting for the window."
    assert screen.detail.progress.hasFocus()


def test_a_note_that_was_not_finished_is_saved_when_another_action_is_chosen(qtbot, screen, log):
    choose(screen, "Make 72-hour follow-up an automatic task")
    press(qtbot, screen.detail.progress)
    qtbot.keyClicks(screen.detail.panel.editor, "Half a sent")
    screen.table.setCurrentIndex(screen.model.index(0, 1))
    assert screen.detail.panel is None
    case = screen.session.workbook.case(log[0].id)
    assert case.entry_by_id(log[1].id).value("progress").startswith(f"{show_date(TODAY)}: Half a sent\n")


def test_cancel_puts_back_what_was_there(qtbot, screen, log):
    choose(screen, "Make 72-hour follow-up an automatic task")
    press(qtbot, screen.detail.progress)
    qtbot.keyClicks(screen.detail.panel.editor, "No")
    screen.session.flush()
    press(qtbot, screen.detail.panel.cancel)
    assert answer(screen, log[1], "progress") == "Built and tested."


def test_a_later_date_never_overwrites_the_first_one(qtbot, screen, log):
    form = action_form(screen.session.library)
    choose(screen, "Make 72-hour follow-up an automatic task")
    press(qtbot, screen.detail.revise)
    boxes = screen.detail.panel.questions.boxes
    reason = boxes[form.role("revision_reason").key]
    assert not reason.isVisible()
    qtbot.keyClicks(boxes[form.role("revised_date").key].editor, show_date(TODAY + timedelta(days=40)))
    assert reason.isVisible()
    assert reason.hint.text() == "needed for this"
    qtbot.keyClicks(reason.editor, "The supplier needs six weeks.")
    press(qtbot, screen.detail.panel.done)
    assert answer(screen, log[1], "target_date") == day(-5)
    assert answer(screen, log[1], "revised_date") == day(40)
    assert "The supplier needs six weeks." in screen.detail.target.said.plain()
    assert screen.detail.chip.kind == "warn"  # a later date is amber
    assert "–" in cells(screen, "overdue")[screen.table.currentIndex().row()]


def test_a_first_target_is_asked_for_where_there_is_none(qtbot, screen):
    untargeted = next(row for row in everything(screen) if not row.target)
    screen.show_query(ActionQuery(), untargeted.entry_id)
    press(qtbot, screen.detail.revise)
    form = action_form(screen.session.library)
    assert list(screen.detail.panel.questions.boxes) == [form.role("target_date").key]


def test_a_new_status_asks_for_what_it_needs(qtbot, screen, log):
    form = action_form(screen.session.library)
    choose(screen, "Make 72-hour follow-up an automatic task")
    press(qtbot, screen.detail.status)
    boxes = screen.detail.panel.questions.boxes
    done = boxes[form.role("implemented_date").key]
    assert not done.isVisible()
    screen.detail.panel.questions.edited.emit(
        log[1].id, form.role("status").key, coded(form, "status", "implemented")
    )
    assert done.isVisible()
    qtbot.keyClicks(done.editor, show_date(TODAY))
    screen.session.flush()
    assert answer(screen, log[1], "implemented_date") == day(0)
    assert screen.detail.steps.steps[3].state == "now"
    assert cells(screen, "overdue")[screen.table.currentIndex().row()] == "–"  # at once, and in its place
    press(qtbot, screen.detail.panel.done)
    assert cells(screen, "overdue")[0] == "10 days"


def test_the_origin_leads_to_the_judgement(qtbot, screen, go, session):
    case = session.workbook.new_case()
    judgement = next(entry for entry in case.entries if entry.form.phases)
    phase = judgement.form.phases[0]
    score = next(c for c in phase.score_field.options.offered if c.points == 2)
    session.workbook.save(judgement.id, {phase.score_field.key: score.code})
    form = action_form(session.library)
    made = session.workbook.add_entry(
        case.id, form.key, answers=keyed(form, {"title": "Ask"}), origin=Origin(judgement.id, phase.key)
    )
    screen.show_query(ActionQuery(), made.id)
    title = phase.title[:1].lower() + phase.title[1:]
    assert screen.detail.origin.said.accessibleName() == f"{case.ref}, {title}, score 2"
    screen.detail.origin.said.linkActivated.emit("0")
    move, (case_id, page, _, _), _ = go.calls[-1]
    assert (move, case_id) == ("case", case.id)
    assert page == next(p.key for p in case.library.outline.pages if phase.key in p.sections)


def test_a_new_action_belongs_to_the_case_that_is_chosen(qtbot, screen, go, session):
    press(qtbot, screen.new)
    assert screen.chooser.search.hasFocus()
    wanted = session.workbook.lists.cases(CaseQuery(sort="ref"))[0]
    qtbot.keyClicks(screen.chooser.search, wanted.ref)
    assert [row.text() for row in screen.chooser.rows] == [wanted.ref]
    before = len(everything(screen))
    qtbot.keyClick(screen.chooser.search, Qt.Key.Key_Return)
    assert len(everything(screen)) == before + 1
    move, (case_id, page, _, entry_id), _ = go.calls[-1]
    assert (move, case_id, page) == ("case", wanted.id, "raised")
    assert session.workbook.case(case_id).entry_by_id(entry_id) is not None


def test_esc_closes_the_choice_of_a_case(qtbot, screen):
    press(qtbot, screen.new)
    qtbot.keyClick(screen.chooser.search, Qt.Key.Key_Escape)
    assert not screen.chooser.isVisible()
    assert screen.new.hasFocus()


def test_export_goes_to_the_page_that_says_what_leaves(qtbot, screen, go):
    press(qtbot, screen.export)
    assert go.calls[-1] == ("export", ("actions",), {"actions": screen.model.query})


def test_folding_the_card_leaves_its_first_line(qtbot, screen):
    press(qtbot, screen.detail.fold)
    assert not screen.detail.steps.isVisible()
    assert screen.detail.fold.accessibleName() == "Unfold this card"
    press(qtbot, screen.detail.progress)
    assert screen.detail.steps.isVisible()


def test_a_workbook_without_actions_says_what_will_be_here(qtbot, tmp_path, go):
    with Workbook.create(tmp_path / "new.hssib", library=load_library(), actor="tester") as workbook:
        screen = ActionsScreen(Session(workbook), go)
        qtbot.addWidget(screen)
        screen.show()
        screen.show_query(None)
        assert screen.nothing_yet.isVisible()
        press(qtbot, screen.nothing_yet.button)
        assert go.calls == [("cases", (), {})]
        assert "belongs to a case" in go.said[0][0]


def test_reading_only_changes_nothing(qtbot, filled_path, workbook, go):
    with Workbook.open(filled_path, library=load_library(), actor="other", read_only=True) as seen:
        screen = ActionsScreen(Session(seen), go)
        qtbot.addWidget(screen)
        screen.show()
        screen.show_query(None)
        closed = (screen.new, screen.detail.progress, screen.detail.revise, screen.detail.status)
        assert not any(made.isEnabled() for made in closed)
        assert screen.detail.why_closed.isVisible()


def test_everything_is_named_and_fits_at_twice_the_text(qtbot, qapp, screen):
    try:
        install_theme(qapp, "dark", 200)
        qtbot.waitUntil(lambda: screen.detail._narrow)
        assert screen.scroller.widget().width() <= screen.scroller.viewport().width()
    finally:
        install_theme(qapp, "light", 100)
    assert all(field.accessibleName() for field in screen.findChildren(QLineEdit))
    assert named(screen, "find") is screen.filters.search


def test_steps_take_the_day_that_is_given_before_the_day_it_was_written():
    form = action_form()
    entry = make_action(
        status=coded(form, "status", "implemented"), agreed_date="2025-07-09", implemented_date="2024-12-01"
    )
    steps = steps_of(entry, [], date(2025, 11, 18))
    assert [step.when for step in steps] == ["", "9 Jul", "", "1 Dec 2024", "", ""]


@pytest.mark.parametrize(
    ("text", "note", "when"),
    [
        ("10 Nov 2025: Built.\n\nOlder.", "Built.", "10 November"),
        ("1 Dec 2024: Asked.", "Asked.", "1 December 2024"),
        ("Newest: sent back.\nBefore that: written.", "Newest: sent back.\nBefore that: written.", ""),
        ("", "", ""),
    ],
)
def test_the_latest_note_is_the_first_paragraph_with_its_day(text, note, when):
    entry = make_action(**({"progress": text} if text else {}))
    found = latest_note(entry, [], date(2025, 11, 18))
    assert (found.text, found.day) == (note, when)


def test_an_empty_note_changes_nothing():
    assert with_note("  ", "Older.", TODAY) == "Older."


def test_titles_wrap_and_have_the_room_of_what_the_detail_says(qtbot, screen):
    screen.resize(1200, 744)
    screen.refresh()
    names = [column.key for column in screen.model.columns]
    assert screen.table.isColumnHidden(names.index("theme")) and screen.table.isColumnHidden(
        names.index("strength")
    )
    title = screen.model.index(0, names.index("title"))
    assert title.data(roles.WrapRole)
    long = "Agree with every ambulance service of the county a line for mental health wards that is answered"
    entry = screen.model.row(0)
    screen.session.edit(entry.case_id, entry.entry_id, action_form().role("title").key, long)
    assert screen.session.flush()
    qtbot.waitUntil(lambda: screen.table.rowHeight(0) > screen.table.rowHeight(1))
    screen.resize(2000, 744)
    screen.refresh()
    assert not screen.table.isColumnHidden(names.index("theme"))


@pytest.mark.parametrize("width", [1013, 1840])
def test_every_column_that_shows_is_whole_and_has_room_for_its_longest_words(screen, width):
    screen.resize(2000, 744)
    screen.refresh()
    screen.resize(width, 744)
    table, columns = screen.table, screen.model.columns
    shown = [n for n in range(len(columns)) if not table.isColumnHidden(n)]
    assert {"title", "brag", "overdue"} <= {columns[n].key for n in shown}
    assert sum(table.columnWidth(n) for n in shown) <= table.viewport().width()
    status = action_form().role("status").options
    chips = [BragChip("set_aside", choice.label) for choice in status.choices if choice.group]
    room = table.columnWidth(screen.model.column_of("brag")) - 16
    assert all(chip.sizeHint().width() <= room for chip in chips)


def test_a_column_grows_with_a_word_longer_than_it_was_designed_for(screen):
    chip, late = screen.model.column_of("brag"), screen.model.column_of("overdue")
    before = screen.table.columnWidth(chip)
    screen.model._set_aside = ["Transferred to another organisation"]
    screen.refresh()
    assert screen.table.columnWidth(chip) > before
    assert screen.table.columnWidth(late) >= 100


def test_the_actions_of_an_owner_are_copied_as_text_without_a_name(qtbot, screen, go, log):
    assert not screen.filters.copy.isVisible()
    owner = screen.model.row(0).owner or "Ward manager"
    screen.show_query(ActionQuery(owner=owner))
    press(qtbot, screen.filters.copy)
    said = QApplication.clipboard().text()
    rows = screen.session.workbook.lists.actions(ActionQuery(owner=owner, status="open"))
    assert said.startswith(f"{owner} · ") and f"{len(rows)} action" in said
    for row in rows:
        assert f"{row.ref}  {row.title}" in said
        assert row.days_overdue is None or f"{row.days_overdue} day" in said
    assert "Featherstone" not in said
    assert go.said[-1][1] == "ok"


def test_numbers_typed_in_the_card_are_drawn_with_the_day_of_the_action(qtbot, screen, go, log):
    _, entry = log
    screen.show_query(ActionQuery(), entry.id)
    detail = screen.detail
    assert not detail.measured.isVisible()
    press(qtbot, detail.add_numbers)
    editor = detail.panel.questions.boxes[entry.field("measured").key].editor
    editor.setFocus()
    qtbot.keyClicks(editor, "1 Mar 2026: 61")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "1 Apr 2026: 91")
    press(qtbot, detail.panel.done)
    assert str(answer(screen, entry, "measured")).splitlines() == ["1 Mar 2026: 61", "1 Apr 2026: 91"]
    assert detail.measured.isVisible() and "1 Mar 2026 61; 1 Apr 2026 91" in detail.measured.accessibleName()
    assert detail.measured.grab().toImage().pixelColor(detail.measured.rect().center()).isValid()
    qtbot.mouseClick(detail.pack, Qt.MouseButton.LeftButton)
    assert go.calls[-1] == ("export", ("evidence", detail.case.id), {"action_id": entry.id})
