"""One case as FHIR: read back by a FHIR library, by the standard's own rules, and by this program."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import AGREED_ROLES, Context, is_shown, shown_answers
from hssib_desk.domain.review.case_file import EntryFile, Origin
from hssib_desk.domain.review.privacy import NOBODY, identifies
from hssib_desk.export.interchange.fhir_json import json_text
from hssib_desk.export.interchange.fhir_read import read_questionnaire
from hssib_desk.export.interchange.fhir_write import write_fhir
from hssib_desk.export.interchange.names import entry_id
from hssib_desk.export.interchange.questionnaire import questionnaire
from hssib_desk.export.interchange.rules import enable_when
from hssib_desk.export.report import ExportError
from hssib_desk.export.text import Notes
from tests.factories import SEAL, full_case, make_case, make_entry

LIBRARY = load_library()
MASKED = "data-absent-reason"
MAY_HAVE_LENGTH = {"boolean", "decimal", "integer", "string", "text", "url", "open-choice"}


def written(case, tmp_path, **more):
    """The Bundle as it stands in the file, accepted by a FHIR library; and the report."""
    out = tmp_path / "case.json"
    report = write_fhir(case, out, force=True, **more)
    found = json.loads(out.read_text("utf-8"), parse_float=Decimal)
    Bundle.model_validate_json(out.read_text("utf-8"))
    return found, report


def resources(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def items_in(resource):
    for item in resource.get("item", []):
        yield item
        yield from items_in(item)


def answers_of(response):
    return {item["linkId"]: item["answer"] for item in items_in(response) if "answer" in item}


def own_form(fields, **more):
    """A form of one section with the fields given."""
    raw = {
        "key": "own",
        "title": "Own",
        "version": 3,
        "source": "local",
        **more,
        "section": [{"key": "only", "title": "Only", "field": fields}],
    }
    return read_form(raw, LIBRARY.lists, LIBRARY.raw_lists, "own.toml")


def own_answer(field, value, tmp_path, **more):
    """The answers in a response to a single question, with the notes."""
    form = own_form([{"key": "asked", "label": "Asked", **field}])
    case = make_case(entries=[EntryFile("e1", form, {"asked": value})])
    bundle, report = written(case, tmp_path, **more)
    (response,) = resources(bundle, "QuestionnaireResponse")
    return answers_of(response)["asked"], report.notes


@pytest.fixture(scope="module")
def full():
    case = full_case()
    entries = [replace(entry, seal=SEAL) if not entry.form.repeat else entry for entry in case.entries]
    return replace(case, entries=tuple(entries))


def test_every_question_of_every_form_is_written_in_a_bundle_that_fhir_accepts(full, tmp_path):
    bundle, _ = written(full, tmp_path)
    forms = {one["url"].rpartition(":")[2]: one for one in resources(bundle, "Questionnaire")}
    assert set(forms) == set(LIBRARY.forms)
    for key, form in LIBRARY.forms.items():
        links = {item["linkId"]: item for item in items_in(forms[key])}
        for field in form.fields:
            assert links[field.key]["text"] == field.label
        assert {f"section.{section.key}" for section in form.sections} <= set(links)


@pytest.mark.parametrize("form", LIBRARY.forms.values(), ids=LIBRARY.forms)
def test_questionnaires_keep_the_invariants_of_r4(form):
    found = questionnaire(form, LIBRARY, Notes())
    items = list(items_in(found))
    links = [item["linkId"] for item in items]
    assert len(links) == len(set(links))
    assert re.fullmatch("[A-Z]([A-Za-z0-9_]){0,254}", found["name"])
    for item in items:
        if item["type"] == "group":
            assert item["item"]
            assert "required" not in item
        if item["type"] == "display":
            assert not {"item", "required", "repeats", "answerOption"} & set(item)
        if "answerOption" in item:
            assert item["type"] in ("choice", "open-choice")
            assert "initial" not in item
            assert len({o["valueCoding"]["code"] for o in item["answerOption"]}) == len(item["answerOption"])
        if "maxLength" in item:
            assert item["type"] in MAY_HAVE_LENGTH
        whens = item.get("enableWhen", [])
        assert len(whens) < 2 or item["enableBehavior"] in ("any", "all")
        for when in whens:
            assert when["question"] in links
            assert (when["operator"] == "exists") == ("answerBoolean" in when)
            assert sum(key.startswith("answer") for key in when) == 1


def test_responses_answer_their_questionnaire_in_its_order(full, tmp_path):
    bundle, _ = written(full, tmp_path)
    asked = {f"{one['url']}|{one['version']}": one for one in resources(bundle, "Questionnaire")}
    responses = list(resources(bundle, "QuestionnaireResponse"))
    assert len(responses) == len(full.entries)
    for response in responses:
        questions = list(items_in(asked[response["questionnaire"]]))
        by_link = {item["linkId"]: item for item in questions}
        order = [item["linkId"] for item in questions]
        links = [item["linkId"] for item in items_in(response)]
        assert links == sorted(links, key=order.index)
        for link, answers in answers_of(response).items():
            assert len(answers) == 1 or by_link[link]["repeats"]
            options = [option["valueCoding"] for option in by_link[link].get("answerOption", [])]
            for answer in answers:
                if "system" in answer.get("valueCoding", {}):
                    assert answer["valueCoding"] in options


def test_every_shown_answer_is_written_and_every_identifying_one_masked(full, tmp_path):
    bundle, report = written(full, tmp_path)
    by_id = {response["id"]: answers_of(response) for response in resources(bundle, "QuestionnaireResponse")}
    context = Context(full)
    masked = 0
    for entry in full.entries:
        answers = by_id[entry_id(full, entry)]
        shown = shown_answers(entry, context)
        assert set(answers) == {field.key for field, _ in shown}
        for field, _ in shown:
            if identifies(field):
                masked += 1
                (answer,) = answers[field.key]
                assert MASKED in json.dumps(answer)
                assert "masked" in json.dumps(answer)
    assert masked
    assert f"{masked} answers were left out: they would identify somebody." in report.notes
    assert "Unsaid" not in json.dumps(bundle)
    assert report.rows_selected > report.rows_written


def test_identifying_answers_are_written_when_they_are_asked_for(full, tmp_path):
    bundle, report = written(full, tmp_path, without=NOBODY)
    text = json.dumps(bundle)
    assert "Unsaid" in text
    assert "masked" not in text
    assert not any("identify somebody" in note for note in report.notes)


def test_same_case_gives_the_same_bytes(full, tmp_path):
    write_fhir(full, tmp_path / "a.json")
    write_fhir(full, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_existing_file_is_replaced_only_by_force(full, tmp_path):
    out = tmp_path / "a.json"
    out.write_text("mine")
    with pytest.raises(ExportError, match="already exists"):
        write_fhir(full, out)
    assert out.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_sealed_entries_are_completed_and_carry_their_seal(full, tmp_path):
    bundle, _ = written(full, tmp_path)
    for response in resources(bundle, "QuestionnaireResponse"):
        seals = [e["valueString"] for e in response.get("extension", []) if e["url"].endswith("seal-sha-256")]
        assert seals == ([SEAL.digest] if response["status"] == "completed" else [])
    assert {r["status"] for r in resources(bundle, "QuestionnaireResponse")} == {"completed", "in-progress"}


def test_links_and_origins_point_to_responses_of_the_same_bundle(tmp_path):
    judgement = make_entry("judgement")
    section = judgement.form.sections[0]
    problem = make_entry(
        "problem", {"title": "No blood test"}, ref="P1", origin=Origin(judgement.id, section.key)
    )
    action = make_entry("action", {"title": "Book it"}, ref="A01")
    linked = action.form.role("links")
    ids = [f"C-1/{problem.id}", "gone"]
    action = replace(action, answers={**action.answers, linked.key: ids})
    bundle, report = written(make_case("C-1", entries=[judgement, problem, action]), tmp_path)
    addresses = {entry["fullUrl"] for entry in bundle["entry"]}
    by_name = {r["identifier"]["value"]: r for r in resources(bundle, "QuestionnaireResponse")}
    assert set(by_name) == {"C-1:judgement", "C-1-P1", "C-1-A01"}
    first, second = (answer["valueReference"] for answer in answers_of(by_name["C-1-A01"])[linked.key])
    assert first["display"] == "C-1-P1"
    assert first["reference"] in addresses
    assert second == {"display": "No longer there"}
    assert any("no longer there" in note for note in report.notes)
    (origin,) = by_name["C-1-P1"]["extension"]
    assert origin["valueReference"]["reference"] in addresses
    assert origin["valueReference"]["display"] == section.title


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ({"kind": "date"}, "2025-10", {"valueDate": "2025-10"}),
        ({"kind": "time"}, "14:05", {"valueTime": "14:05:00"}),
        ({"kind": "integer"}, 3, {"valueInteger": 3}),
        ({"kind": "decimal"}, "1.50", {"valueDecimal": Decimal("1.50")}),
        ({"kind": "duration"}, "P2DT3H", {"valueString": "P2DT3H"}),
        ({"kind": "yes_no"}, "not_known", None),
        ({"kind": "open_choice", "list": "areas"}, "The garden", {"valueString": "The garden"}),
        ({"kind": "choice", "list": "areas"}, "The garden", {"valueCoding": {"display": "The garden"}}),
        ({"kind": "attachment"}, ["a1"], {"valueAttachment": {"title": "a file that is not there (a1)"}}),
    ],
)
def test_each_kind_has_its_own_element(field, value, expected, tmp_path):
    (answer,), _ = own_answer(field, value, tmp_path)
    if expected is None:
        assert answer["valueCoding"]["code"] == value
    else:
        assert answer == expected


def test_decimal_keeps_its_digits_in_the_file():
    assert json_text({"a": [Decimal("1.50")], "b": {}, "c": []}) == (
        '{\n  "a": [\n    1.50\n  ],\n  "b": {},\n  "c": []\n}'
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "round Easter"),
        ("time", "teatime"),
        ("integer", "a few"),
        ("integer", 10**12),
        ("decimal", "lots"),
    ],
)
def test_what_does_not_fit_is_written_as_it_was_typed(kind, value, tmp_path):
    (answer,), _ = own_answer({"kind": kind}, value, tmp_path)
    (element,) = answer.values()
    reason, typed = element["extension"]
    assert reason["valueCode"] == "as-text"
    assert typed["valueString"] == str(value)


def test_unknown_date_says_that_it_is_unknown(tmp_path):
    (answer,), notes = own_answer({"kind": "date"}, "unknown", tmp_path)
    (reason,) = answer["_valueDate"]["extension"]
    assert reason["valueCode"] == "unknown"
    assert not any("does not fit" in note for note in notes)


def test_characters_that_fhir_cannot_hold_are_shown_and_listed(tmp_path):
    (answer,), notes = own_answer({"kind": "note"}, "one\x00two\ud83dthree \U0001f33f", tmp_path)
    assert answer == {"valueString": "one\ufffdtwo\ufffdthree \U0001f33f"}
    assert any("2 characters that FHIR cannot hold" in note for note in notes)
    assert not any("one" in note.split("“Asked”")[-1] for note in notes)


def test_notes_never_hold_an_answer(tmp_path):
    _, notes = own_answer({"kind": "date"}, "Secretday", tmp_path)
    assert any("does not fit its question" in note for note in notes)
    assert not any("Secretday" in note for note in notes)


def test_points_limits_and_hints_are_extensions_of_the_question():
    form = own_form(
        [
            {"key": "score", "label": "Score", "kind": "score", "scale": "care_scale"},
            {"key": "age", "label": "Age", "kind": "integer", "min": 18, "max": 120, "unit": "years"},
            {"key": "day", "label": "Day", "kind": "date", "min": "2020-01-01", "max": "today"},
            {"key": "why", "label": "Why", "kind": "text", "placeholder": "In a word", "help": "Be brief."},
        ]
    )
    notes = Notes()
    by_link = {item["linkId"]: item for item in items_in(questionnaire(form, LIBRARY, notes))}
    points = [o["extension"][0]["valueDecimal"] for o in by_link["score"]["answerOption"] if "extension" in o]
    assert points == [1, 2, 3, 4, 5]
    values = [next(v for key, v in e.items() if key != "url") for e in by_link["age"]["extension"]]
    assert values == [{"display": "years"}, 18, 120]
    assert [e["valueDate"] for e in by_link["day"]["extension"]] == ["2020-01-01"]
    assert by_link["why.help"]["text"] == "Be brief."
    assert notes.all == ("Own: a Questionnaire has no place for rules: 1 that compare a date with today.",)


def test_rules_that_enable_when_cannot_say_are_listed_and_never_make_an_answer_required():
    colours = [{"code": "r", "label": "Red"}, {"code": "b", "label": "Blue"}]
    either = {"any": [{"field": "a", "is": ["r", "b"]}, {"field": "b", "filled": True}]}
    both = {"all": [either, {"field": "b", "empty": True}]}
    form = own_form(
        [
            {"key": "a", "label": "A", "kind": "choice", "choices": colours},
            {"key": "b", "label": "B", "kind": "text"},
            {"key": "mixed", "label": "Mixed", "kind": "text", "required": True, "show_if": both},
            {"key": "fact", "label": "Fact", "kind": "text", "show_if": {"fact": "overall", "is": ["1"]}},
        ]
    )
    notes = Notes()
    by_link = {item["linkId"]: item for item in items_in(questionnaire(form, LIBRARY, notes))}
    assert "enableWhen" not in by_link["mixed"]
    assert "required" not in by_link["mixed"]
    assert len([note for note in notes.all if "enableWhen cannot say" in note]) == 2
    assert any("“A” is Red or Blue or “B” has an answer" in note for note in notes.all)


def enabled(item, answers):
    """Whether an item is asked by FHIR's own reading of enableWhen."""
    results = [passes(when, answers.get(when["question"], [])) for when in item.get("enableWhen", [])]
    return not results or (all(results) if item.get("enableBehavior", "all") == "all" else any(results))


def passes(when, answers):
    if when["operator"] == "exists":
        return bool(answers) == when["answerBoolean"]
    wanted = next(value for key, value in when.items() if key.startswith("answer"))
    wanted = wanted["code"] if isinstance(wanted, dict) else wanted
    tests = {
        "=": lambda: wanted in answers,
        "!=": lambda: wanted not in answers,
        ">": lambda: any(a > wanted for a in answers),
        "<": lambda: any(a < wanted for a in answers),
        ">=": lambda: any(a >= wanted for a in answers),
        "<=": lambda: any(a <= wanted for a in answers),
    }
    return tests[when["operator"]]()


def by_fhir(found, answers):
    """The questions that FHIR asks, given plain answers; what a hidden item holds counts as no answer."""
    hidden = set()
    while True:
        kept = {key: value for key, value in answers.items() if key not in hidden}
        now = set(_hidden(found, kept, False))
        if now == hidden:
            return {item["linkId"] for item in items_in(found)} - hidden
        hidden = now


def _hidden(parent, answers, above):
    for item in parent.get("item", []):
        gone = above or not enabled(item, answers)
        if gone:
            yield item["linkId"]
        yield from _hidden(item, answers, gone)


def plain_answers(form):
    """Answers to the questions that rules look at: codes, numbers and words."""

    def one(field):
        if field.options:
            code = st.sampled_from([choice.code for choice in field.options.choices])
            return st.lists(code, min_size=1, max_size=2, unique=True) if field.kind == "choices" else code
        return st.integers(-3, 9) if field.kind == "integer" else st.just("2025-01-02")

    looked = {key for field in form.fields for rule in (field.show_if,) if rule for key in rule.fields()}
    looked |= {key for section in form.sections if section.show_if for key in section.show_if.fields()}
    fields = [field for field in form.fields if field.key in looked]
    return st.fixed_dictionaries({}, optional={field.key: one(field) for field in fields})


def sayable(form, field):
    """Whether a question has rules, all of which enableWhen can say; it knows no stages of a review."""
    if field.role in AGREED_ROLES:
        return False
    rules = [rule for rule in (field.show_if, form.by_section[field.section].show_if) if rule]
    return bool(rules) and all(enable_when(rule, form) for rule in rules)


TRICKY = own_form(
    [
        {"key": "n", "label": "N", "kind": "integer"},
        {"key": "c", "label": "C", "kind": "score", "scale": "care_scale"},
        {"key": "m", "label": "M", "kind": "choices", "list": "red_flags"},
        {"key": "d", "label": "D", "kind": "date"},
        *(
            {"key": f"q{number}", "label": "Q", "kind": "text", "show_if": rule}
            for number, rule in enumerate(
                [
                    {"field": "n", "above": 2.5},
                    {"field": "n", "below": 2.5},
                    {"not": {"field": "n", "above": 2.5}},
                    {"not": {"field": "n", "below": 3}},
                    {"field": "c", "above": 3},
                    {"not": {"field": "c", "below": 3}},
                    {"not": {"any": [{"field": "c", "is": ["1", "2"]}, {"field": "n", "filled": True}]}},
                    {"not": {"all": [{"field": "c", "is": ["1"]}, {"field": "n", "empty": True}]}},
                    {"all": [{"field": "c", "is": ["1"]}, {"any": [{"field": "n", "above": 0}]}]},
                    {"any": [{"field": "m", "is": ["RF1", "RF5"]}, {"not": {"field": "m", "is": ["RF2"]}}]},
                    {"not": {"not": {"field": "m", "is": ["RF1"]}}},
                    {"field": "d", "since": "2025-01-02"},
                    {"not": {"field": "d", "since": "2025-01-03"}},
                ]
            )
        ),
    ]
)


@settings(max_examples=40)
@given(data=st.data(), key=st.sampled_from([*LIBRARY.forms, "own"]))
def test_enable_when_asks_what_our_own_rules_ask(data, key):
    form = LIBRARY.forms.get(key, TRICKY)
    answers = data.draw(plain_answers(form))
    entry = EntryFile("e", form, answers)
    context = Context(make_case(entries=[entry]))
    shown = {field.key: value for field, value in shown_answers(entry, context)}
    listed = {key: value if isinstance(value, list) else [value] for key, value in shown.items()}
    asked = by_fhir(questionnaire(form, LIBRARY, Notes()), listed)
    for field in form.fields:
        if sayable(form, field):
            assert (field.key in asked) == is_shown(field, entry, context), field.key


def test_shipped_rules_that_fhir_cannot_say_are_only_those_on_facts_and_other_forms():
    unsayable = [
        (form.key, rule)
        for form in LIBRARY.forms.values()
        for field in form.fields
        if (rule := field.show_if) and enable_when(rule, form) is None
    ]
    assert unsayable
    for _, rule in unsayable:
        parts = list(parts_of(rule))
        not_begun = any(part.test == "since" and not part.since for part in parts)  # a law without a day yet
        assert not_begun or any(part.fact or part.role or "." in part.field for part in parts), rule


def parts_of(rule):
    yield rule
    for part in rule.parts:
        yield from parts_of(part)


@pytest.mark.parametrize("form", LIBRARY.forms.values(), ids=LIBRARY.forms)
def test_what_we_write_can_be_made_into_a_form_again(form):
    found = json.loads(json_text(questionnaire(form, LIBRARY, Notes())))
    made = read_questionnaire(found, LIBRARY, form.key)
    (again,) = made.forms
    assert [field.key for field in again.form.fields] == [field.key for field in form.fields]
    for field, first in zip(again.form.fields, form.fields, strict=True):
        assert field.label == " ".join(first.label.split())
        assert field.max_length == first.max_length or first.kind not in ("text", "note")
        if first.options:
            assert [c.code for c in field.options.choices] == [c.code for c in first.options.choices]
        assert bool(field.show_if) == bool(first.show_if and enable_when(first.show_if, form))


@settings(max_examples=25)
@given(data=st.data(), key=st.sampled_from([*LIBRARY.forms, "own"]))
def test_a_form_made_again_asks_the_same(data, key):
    form = LIBRARY.forms.get(key, TRICKY)
    answers = data.draw(plain_answers(form))
    (again,) = read_questionnaire(json.loads(json_text(questionnaire(form, LIBRARY, Notes()))), LIBRARY).forms
    first = EntryFile("e", form, answers)
    kept = {field.key: value for field, value in shown_answers(first, Context(make_case(entries=[first])))}
    first, second = replace(first, answers=kept), EntryFile("e", again.form, kept)
    contexts = Context(make_case(entries=[first])), Context(make_case(entries=[second]))
    for field in form.fields:
        if sayable(form, field):
            shown = is_shown(again.form.by_key[field.key], second, contexts[1])
            assert shown == is_shown(field, first, contexts[0]), field.key
