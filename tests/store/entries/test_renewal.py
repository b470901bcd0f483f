"""A form that is asked differently today never loses what was answered before."""

import json
from dataclasses import replace

import pytest

from hssib_desk.domain.forms.library import form_from_text
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook


@pytest.fixture
def newer(library, forms):
    """The library of a later program: one question has another key, one is gone, one is new."""
    raw = json.loads(forms.action.text)
    form = raw["form"]
    form["version"] += 1
    section = form["section"][0]
    title, gone = section["field"][0], section["field"].pop(2)
    form["dropped"] = [gone["key"]]
    title.update(key="headline_of_action", label="The action in one line", renamed=[title["key"]])
    section["field"].append({"key": "brand_new", "label": "Something new", "kind": "text"})
    made = form_from_text(json.dumps(raw, ensure_ascii=False))
    return replace(library, forms={**library.forms, made.key: made}), gone


@pytest.fixture
def moved(workbook, case, forms, path, newer):
    """An action answered on the old form, opened by the later program."""
    later, gone = newer
    key = forms.action.role("title").key
    entry = workbook.add_entry(
        case.id, forms.action.key, answers={key: "Open a quiet room", gone["key"]: "Detail"}
    )
    workbook.close()
    with Workbook.open(path, library=later, actor="R", back_up=False) as again:
        yield again, entry, later


def test_an_old_entry_stays_as_it_was_asked(moved, case, forms):
    book, entry, _later = moved
    kept = book.case(case.id).all_of(forms.action.key)[0]
    assert kept.form.version == forms.action.version
    assert kept.form.text == forms.action.text
    book.save(entry.id, {forms.action.role("title").key: "Open a quiet room soon"})
    assert book.add_entry(case.id, forms.action.key).form.version == forms.action.version + 1


def test_moving_is_looked_at_first_and_can_be_undone(moved, case, forms, newer):
    book, entry, later = moved
    (plan,) = book.reviews.form_updates(case.id)
    assert plan.renamed == ((forms.action.role("title").label, "The action in one line"),)
    assert plan.dropped == ((newer[1]["label"], "Detail"),)
    assert plan.asked == ("Something new",)
    assert book.reviews.update_forms(case.id) == [plan]
    now = book.case(case.id).all_of(forms.action.key)[0]
    assert dict(now.answers)["headline_of_action"] == "Open a quiet room"
    assert book.reviews.form_updates(case.id) == []
    assert book.lists.search("quiet room")[0].label == "The action in one line"
    assert f"version {forms.action.version} of the form" in book.undo(case.id)
    back = book.case(case.id).all_of(forms.action.key)[0]
    assert (back.answers, back.form.version) == (entry.answers, forms.action.version)
    assert f"version {forms.action.version + 1} of the form" in book.redo(case.id)
    now = forms.action.version
    moved_to = f"Moved from version {now} to version {now + 1} of the form"
    assert moved_to in [change.why for change in book.history(case.id)]
    book.copies.backup()
    assert [f.code for f in check(book.path, later) if f.severity != "info"] == []
