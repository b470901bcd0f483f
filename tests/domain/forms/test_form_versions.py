"""A form whose questions change gets a new version: an answer keeps the question that it was given to."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from hssib_desk.domain.forms.library import form_from_text, load_library
from tests.domain.form_versions import KEPT, digest, kept

FORMS = load_library().forms


@pytest.mark.parametrize("form", load_library().every_form, ids=lambda form: form.key)
def test_each_version_asks_what_it_asked_when_it_was_released(form):
    released = kept().get(form.key, {})
    assert released.get(str(form.version)) == digest(form), (
        f"forms/{form.key}.toml asks something else than version {form.version} did. Raise its version, then "
        "run python -m tests.domain.form_versions."
    )


def test_no_two_versions_of_a_form_ask_the_same():
    for versions in kept().values():
        assert len(set(versions.values())) == len(versions)


def test_a_changed_question_changes_the_digest_and_other_words_do_not():
    form = FORMS["person"]
    asked = form.text.replace('"Date of death"', '"Day of death"', 1)
    helped = form.text.replace(f'"{form.role("date_of_birth").help or "May be left empty."}"', '"Anew."', 1)
    assert asked != form.text and helped != form.text
    assert digest(replace(form, text=asked)) != digest(form)
    assert digest(replace(form, text=helped)) == digest(form)


def test_the_workbook_of_the_first_versions_holds_what_is_kept_of_them():
    with closing(sqlite3.connect(f"file:{KEPT.with_name('forms-1.hssib')}?mode=ro", uri=True)) as file:
        texts = [text for (text,) in file.execute("select text from form_texts where version = 1")]
    assert texts
    for form in map(form_from_text, texts):
        assert kept()[form.key]["1"] == digest(form)
