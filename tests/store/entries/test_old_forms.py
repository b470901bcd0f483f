"""A workbook of earlier forms opens, keeps every answer, and moves a draft only when told to."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form_change import moves
from hssib_desk.domain.forms.outline import page_states
from hssib_desk.domain.forms.rules import Context
from hssib_desk.domain.forms.wording import remarks
from hssib_desk.domain.parts.standing import standings
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.store.schema.tables import SCHEMA_VERSION
from hssib_desk.store.settings import BEHIND
from hssib_desk.store.verify.check import check, rebuild_lists
from hssib_desk.store.workbook import Workbook

DATA = Path(__file__).parents[2] / "data"
BEFORE = ("forms-1.hssib", "forms-3.hssib")


@pytest.fixture(params=BEFORE)
def book(request, tmp_path, library):
    copy = shutil.copy(DATA / request.param, tmp_path / request.param)
    with Workbook.open(copy, library=library, actor="R. Reviewer", back_up=False) as opened:
        yield opened


def case_called(book, name):
    return next(case for case in book.lists.case_files() if case.text("name") == name)


def answers(case):
    return {entry.id: dict(entry.answers) for entry in case.entries}


def test_drafts_stay_on_their_forms_until_somebody_moves_them(book):
    draft = case_called(book, "Llŷr")
    versions = {entry.form.key: entry.form.version for entry in draft.entries}
    now = book.library.forms
    assert {key for key, version in versions.items() if version < now[key].version} >= {"family", "problem"}
    assert len(answers(draft)) > 10


def test_a_draft_is_moved_as_it_was_told_before_and_no_answer_is_lost(book, library):
    draft = case_called(book, "Llŷr")
    before, plan = answers(draft), {item.entry_id: item for item in book.reviews.form_updates(draft.id)}
    assert book.reviews.update_forms(draft.id) == list(plan.values())
    after = book.case(draft.id)
    for entry in draft.entries:
        now = after.entry_by_id(entry.id)
        assert now.form.text == library.forms[entry.form.key].text
        kept = moves(entry.form, now.form)
        for key, value in entry.answers.items():
            asked = entry.form.by_key[key]
            said = kinds.show(asked, value)
            if key in kept:
                assert now.answers[kept[key]] in (value, said, [said]), key
            else:
                assert (asked.label, said) in plan[entry.id].dropped
    assert book.reviews.form_updates(draft.id) == []
    book.undo(draft.id)
    assert answers(book.case(draft.id)) == before


def test_a_signed_review_stays_as_it_was_signed(book, tmp_path):
    signed = case_called(book, "Okonkwo")
    before = answers(signed)
    assert signed.seal is not None
    assert book.reviews.form_updates(signed.id) == []
    write_summary(signed, tmp_path / "signed.pdf")
    assert answers(book.case(signed.id)) == before


def test_pages_that_are_new_begin_empty_in_a_draft_and_are_not_asked_of_a_signed_review(book):
    draft, signed = case_called(book, "Llŷr"), case_called(book, "Okonkwo")
    for case, shown in ((draft, True), (signed, False)):
        state = next(state for state in page_states(case) if state.page.form == "equality")
        assert state.shown == shown
        assert case.entry("equality") is None
    made = book.add_entry(draft.id, "equality")
    book.save(made.id, {"treated_differently": "cannot_tell"})
    assert book.case(draft.id).entry("equality").answers == {"treated_differently": "cannot_tell"}


def test_what_goes_on_after_the_signature_is_begun_in_a_signed_review_too(book):
    signed = case_called(book, "Okonkwo")
    state = next(state for state in page_states(signed) if state.page.form == "inquest")
    assert state.shown, "a report of the coroner was answered, so the inquest is asked about"
    made = book.add_entry(signed.id, "inquest")
    book.save(made.id, {"interested_person": "yes"})
    assert book.case(signed.id).entry("inquest").answers == {"interested_person": "yes"}
    assert book.case(signed.id).seal == signed.seal


def test_the_workbook_is_whole_once_its_lists_follow_the_forms_of_today(book):
    draft = case_called(book, "Llŷr")
    book.reviews.update_forms(draft.id)
    book.add_entry(draft.id, "panel", answers={"panel_decision": "agree"})
    path, library = book.path, book.library
    book.close()
    rebuild_lists(path, library, "R. Reviewer")
    assert [found.sentence for found in check(path, library) if found.severity != "info"] == []


@pytest.mark.parametrize("name", [f"schema-{SCHEMA_VERSION}.hssib", "forms-3.hssib"])
def test_lists_of_earlier_forms_are_told_until_the_file_is_open_to_write(name, tmp_path, library):
    copy = shutil.copy(DATA / name, tmp_path / name)
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("UPDATE settings SET value = 'another version' WHERE key = 'rules'")

    def columns():
        return [found for found in check(copy, library) if found.code in ("columns", "rules")]

    if name.startswith("schema"):  # the newest schema: it can be read as it is
        assert columns() == [BEHIND]
        with Workbook.open(copy, library=library, actor="R. Reviewer", read_only=True) as book:
            assert BEHIND in book.arrival()
    with Workbook.open(copy, library=library, actor="R. Reviewer", back_up=False) as book:
        assert BEHIND not in book.arrival()
    assert columns() == []


def test_a_review_signed_before_there_were_parts_stays_signed_and_a_draft_has_them(book):
    for case in book.lists.case_files():
        found = standings(case)
        if case.seal_of("first"):
            assert {item.whole for item in found} <= {True} and not any(item.is_waited_for for item in found)
            assert {item.by for item in found} <= {case.seal_of("first").name}
        elif found:
            assert {item.state for item in found} == {"open"}
    draft = case_called(book, "Llŷr")
    assert [item.part.key for item in standings(draft)] == [part.key for part in book.library.parts]
    book.reviews.assign_part(draft.id, "family", name="S. Okafor")
    assert [row.case_ref for row in book.lists.home().parts.rows] == [draft.ref]


def test_advice_of_today_is_given_on_a_draft_of_earlier_forms_and_never_on_what_is_signed(book):
    """Where the earlier form asks what the advice looks at; a rule of then keeps its own words."""
    signed = next(case for case in book.lists.case_files() if case.seal)
    draft, now = case_called(book, "Llŷr"), book.library.forms
    said = [item for entry in draft.entries for item in remarks(entry, Context(draft))]
    older = [item for item in said if item.entry.form.version < now[item.entry.form.key].version]
    keys = {item.key.partition(":")[2] for item in older}
    theirs = {rule.key for item in older for s in item.entry.form.sections for rule in s.advice}
    assert "discharge_was" in keys - theirs
    assert all(item.field in item.entry.form.by_key for item in older if item.field)
    assert len({item.key for item in said}) == len(said), "none is given twice"
    assert not [
        item
        for entry in signed.entries
        if entry.seal
        for item in remarks(entry, Context(signed))
        if item.key.endswith(":discharge_was") and "discharge_was" not in entry.form.text
    ]
