"""A seal covers every answer that must not change, and a stranger can compute it again."""

import hashlib
import json
from dataclasses import replace

import pytest

from hssib_desk.domain.forms.form import Field, Form, Section
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.seal import (
    canonical_json,
    digest,
    sealed_answers,
    sealed_text,
    signed_by,
    text_digest,
)

FIELDS = (
    Field("words", "Words", "note"),
    Field("themes", "Themes", "choices"),
    Field("progress", "Progress", "note", living=True),
)
FORM = Form("judgement", "Judgement", 3, "local", (Section("s", "S", FIELDS),), text='{"form":"…"}')
ANSWERS = {"words": "Seen — “daily”", "themes": ["SYS", "FAM"], "old_key": "kept", "progress": "begun"}
FIRST = EntryFile("0190-a", FORM, ANSWERS)
SECOND = EntryFile("0190-b", replace(FORM, key="action"), {"words": "Do it"}, ref="A01")


def test_canonical_json_has_one_spelling():
    value = {"b": [2, 1], "a": {"é": "e\u0301\u00a0<&>", "Z": None}}
    assert canonical_json(value) == '{"a":{"Z":null,"é":"e\u0301\u00a0<&>"},"b":[2,1]}'


def test_living_answers_stay_out_and_hidden_or_dropped_ones_stay_in():
    assert sealed_answers(FIRST) == {key: ANSWERS[key] for key in ("words", "themes", "old_key")}


def test_digest_can_be_computed_with_nothing_but_the_description():
    def entry(key, answers, ref, entry_id):
        text = hashlib.sha256('{"form":"…"}'.encode()).hexdigest()
        parts = {"form": key, "version": 3, "form_text": text, "id": entry_id, "ref": ref, "stage": "first"}
        return {**parts, "answers": answers}

    answers = {"themes": ["SYS", "FAM"], "old_key": "kept", "words": "Seen — “daily”"}
    rows = [entry("judgement", answers, "", "0190-a"), entry("action", {"words": "Do it"}, "A01", "0190-b")]
    line = json.dumps(
        {"entries": rows, "format": "hssib-desk seal 1"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    assert digest([SECOND, FIRST], None) == hashlib.sha256(line.encode()).hexdigest()


def test_digest_never_changes_for_the_same_answers():
    # A workbook signed years ago must still be found intact: this value may only change with the format.
    assert digest([FIRST, SECOND], None) == "b0eaee6dbaf7ec949049793f475d39beb2124565cef369b2c5c02a2c61d3b457"
    assert digest([FIRST, SECOND], None) == digest([SECOND, FIRST], None)


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, answers={**ANSWERS, "words": "Seen — “daily” "}),
        replace(FIRST, answers={**ANSWERS, "themes": ["FAM", "SYS"]}),
        replace(FIRST, answers={key: ANSWERS[key] for key in ("words", "themes")}),
        replace(FIRST, form=replace(FORM, text="{}")),
        replace(FIRST, form=replace(FORM, version=4)),
        replace(FIRST, stage="second"),
        replace(FIRST, id="0190-c"),
    ],
)
def test_anything_sealed_that_changes_shows(changed):
    assert digest([changed, SECOND], None) != digest([FIRST, SECOND], None)


def test_progress_made_after_signing_does_not_break_the_seal():
    moved_on = replace(FIRST, answers={**ANSWERS, "progress": "done"}, position=4, row_version=9)
    assert digest([moved_on], None) == digest([FIRST], None)


def test_composed_and_decomposed_letters_stay_as_typed():
    composed, decomposed = ([replace(FIRST, answers={"words": word})] for word in ("é", "e\u0301"))
    assert sealed_text(composed, None) != sealed_text(decomposed, None)


def test_half_an_emoji_does_not_stop_a_signature():
    assert len(text_digest("\ud83d")) == 64


BY = {"case_id": "0190-c", "number": 1, "name": "R. Reviewer", "role": "Psychiatrist",
      "at": "2025-11-18T14:02:09.120+00:00", "warnings": {"odd": "seen"}}  # fmt: skip


@pytest.mark.parametrize("what", BY)
def test_who_signed_which_version_as_what_when_and_with_which_remarks_is_inside_the_digest(what):
    other = {**BY, what: {} if what == "warnings" else 2 if what == "number" else f"{BY[what]} "}
    assert digest([FIRST], signed_by(**other)) != digest([FIRST], signed_by(**BY)) != digest([FIRST], None)


def test_digest_with_its_signer_can_be_computed_with_nothing_but_the_description():
    line = json.loads(sealed_text([FIRST], signed_by(**BY)))
    assert line["format"] == "hssib-desk seal 2"
    assert line["signed"] == {"case" if key == "case_id" else key: value for key, value in BY.items()}
