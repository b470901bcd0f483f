"""A form from a FHIR Questionnaire: what is carried over, what is listed, and what gets a sentence."""

import copy
import json
import tomllib
from pathlib import Path

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings
from hypothesis import strategies as st

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.library import load_library
from hssib_desk.export.interchange.fhir_read import (
    read_questionnaire,
    read_questionnaire_file,
)
from hssib_desk.export.interchange.items import MOST_LEVELS, MOST_QUESTIONS
from hssib_desk.export.interchange.source import MOST_BYTES, json_object

SAMPLES = Path(__file__).parents[2] / "data" / "fhir"
LIBRARY = load_library()


def sample(name):
    return json.loads((SAMPLES / name).read_text("utf-8"))


def made_of(*items, **more):
    """What is made of a Questionnaire with some items."""
    return read_questionnaire(asking(*items, **more), LIBRARY, "made")


def asking(*items, **more):
    return {"resourceType": "Questionnaire", "status": "draft", "title": "Made", "item": list(items), **more}


def question(link, kind="string", **more):
    return {"linkId": link, "type": kind, "text": f"Question {link}", **more}


def group(link, *items, **more):
    return {"linkId": link, "type": "group", "text": f"Group {link}", "item": list(items), **more}


def when(link, operator="exists", **answer):
    return {"question": link, "operator": operator, **(answer or {"answerBoolean": True})}


def field_of(made, key):
    raw = tomllib.loads(made.forms[0].toml)
    return next(field for section in raw["section"] for field in section["field"] if field["key"] == key)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_samples_are_good_fhir_and_make_good_forms(path):
    raw = json.loads(path.read_text("utf-8"))
    get_fhir_model_class(raw["resourceType"]).model_validate(raw)
    made = read_questionnaire_file(path, LIBRARY)
    assert made.forms
    for form in made.forms:
        assert tomllib.loads(form.toml)["key"] == form.key == form.form.key


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("seen", {"kind": "yes_no", "required": True, "default": "no"}),
        ("times", {"kind": "integer", "min": 0, "max": 20, "unit": "times"}),
        ("weight", {"kind": "decimal", "help": "Without shoes.", "unit": "kg", "default": "60.5"}),
        ("day", {"kind": "date", "min": "2020-01-01", "default": "2025-02"}),
        ("moment", {"kind": "date"}),
        ("clock", {"kind": "time", "default": "22:30"}),
        ("name", {"kind": "text", "max_length": 40, "placeholder": "one word"}),
        ("story", {"kind": "note"}),
        ("page", {"kind": "text"}),
        ("picture", {"kind": "attachment"}),
        ("record", {"kind": "text"}),
        ("dose", {"kind": "decimal"}),
        ("mood", {"kind": "choice", "choices": ["calm", "sad"]}),
        ("moods", {"kind": "choices", "choices": ["calm", "sad"], "default": ["sad", "calm"]}),
        ("ward", {"kind": "open_choice", "choices": ["w1", "w2"]}),
        ("step", {"kind": "choice", "choices": ["a", "b"]}),
        ("far", {"kind": "text"}),
        ("score", {"kind": "choice", "choices": ["n", "v"], "default": "v"}),
        ("sips", {"kind": "choice", "choices": ["1", "2"]}),
        ("colour", {"kind": "choice", "choices": ["green, light", "blue"]}),
        ("two", {"kind": "choice", "choices": ["1", "1_2"]}),
    ],
)
def test_each_type_becomes_a_kind(key, expected):
    found = field_of(read_questionnaire(sample("every-type.json"), LIBRARY), key)
    if "choices" in found:
        found["choices"] = [choice["code"] for choice in found["choices"]]
    assert {name: found.get(name) for name in expected} == expected


def test_headings_notes_and_origin_are_kept():
    made = read_questionnaire(sample("every-type.json"), LIBRARY)
    raw = tomllib.loads(made.forms[0].toml)
    assert raw["title"] == "A night on the ward"
    assert raw["note"] == "One question of every type.\nPlease read the night notes first."
    assert raw["section"][0]["title"] == "A. The night"
    assert raw["section"][0]["note"] == "Think of the whole night."
    assert "# Copyright: Example Trust, CC0." in made.forms[0].toml
    assert "http://example.org/Questionnaire/every-type|2.1" in made.forms[0].toml.splitlines()[0]


@pytest.mark.parametrize(
    "words",
    [
        "The Questionnaire: the extension “variable” is left out.",
        "(sum): it is hidden in the Questionnaire",
        "(moment): the time of day is not asked",
        "(story): it takes one answer",
        "(mood): what its value set excludes",
        "choices from http://example.org/other, which is not in the file",
        "value set http://example.org/ValueSet/countries, which is not in the file",
        "(far): it is a text, because there is nothing to choose from",
        "(score): the points of its choices are left out",
        "(two): two choices have the code 1",
        "the codes of 1 question",
        "(day): its maxValue is left out",
        "(name): the extension “regex” is left out",
        "(last): it can be changed",
        "(last): its enableWhen is left out",
    ],
)
def test_what_cannot_be_carried_over_is_listed_and_stands_in_the_file(words):
    made = read_questionnaire(sample("every-type.json"), LIBRARY)
    assert any(words in sentence for sentence in made.lost)
    assert words in made.forms[0].toml


N_FILLED = {"field": "n", "filled": True}
A_IS_X = {"field": "a", "is": ["x"]}


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("is", A_IS_X),
        ("is_not", {"not": A_IS_X}),
        ("filled", N_FILLED),
        ("empty", {"field": "n", "empty": True}),
        ("more", {"field": "n", "above": 5}),
        ("at_least", {"all": [N_FILLED, {"not": {"field": "n", "below": 5}}]}),
        ("at_most", {"all": [{"field": "d", "filled": True}, {"not": {"field": "d", "above": 1.5}}]}),
        ("on_day", {"field": "day", "is": ["2025-01-02"]}),
        ("at_time", {"field": "t", "is": ["14:05"]}),
        ("any", {"any": [{"field": "a", "is": ["y"]}, {"field": "n", "below": 0}]}),
        ("all", {"all": [{"field": "a", "is": ["y"]}, {"field": "n", "below": 0}]}),
        ("later", None),
        ("never", None),
        ("by_heading", None),
        ("g2", {"field": "g1", "filled": True}),
        ("g4", {"all": [{"field": "n", "above": 1}, {"field": "g3", "is": ["yes"]}]}),
    ],
)
def test_each_rule_becomes_one_of_ours_or_is_listed(key, rule):
    made = read_questionnaire(sample("rules.json"), LIBRARY)
    assert field_of(made, key).get("show_if") == rule
    if rule is None:
        assert any(key.replace("_", "-") in s and "enableWhen is left out" in s for s in made.lost)


def test_a_question_whose_rule_is_lost_is_no_longer_required():
    made = read_questionnaire(sample("rules.json"), LIBRARY)
    assert "required" not in field_of(made, "later")
    assert any("“later”: it need not be answered" in sentence for sentence in made.lost)


def test_nested_groups_become_sections_with_all_their_titles_and_rules():
    raw = tomllib.loads(read_questionnaire(sample("rules.json"), LIBRARY).forms[0].toml)
    sections = {section["title"]: section.get("show_if") for section in raw["section"]}
    assert sections["Outer"] == A_IS_X
    assert sections["Outer: Inner"] == {"all": [A_IS_X, N_FILLED]}
    assert sections["Outer (continued)"] == A_IS_X


def test_a_repeating_group_becomes_a_form_that_repeats():
    made = read_questionnaire(sample("repeating.json"), LIBRARY, "kin")
    assert [form.key for form in made.forms] == ["kin", "kin_relative", "kin_place"]
    main, relative, place = (form.form for form in made.forms)
    assert (main.repeat, relative.repeat, place.repeat) == (False, True, True)
    assert relative.singular == "Relative"
    letters = {form.letter for form in LIBRARY.forms.values()}
    assert len({relative.letter, place.letter} - letters) == 2
    assert list(relative.sections[0].show_if.fields()) == ["kin.q_1"]
    assert [choice.label for choice in relative.fields[0].options.choices] == ["Parent", "Other"]
    assert any("(4)" in sentence and "in every entry of another form" in sentence for sentence in made.lost)


def test_one_repeating_group_alone_takes_the_name_that_was_given():
    made = made_of(group("g", question("a"), repeats=True))
    assert [(form.key, form.form.repeat) for form in made.forms] == [("made", True)]


def test_a_repeating_group_in_a_repeating_group_is_refused_by_name():
    inner = group("1.2", question("a"), repeats=True)
    with pytest.raises(
        FormError, match=r"“Group 1.2” \(1.2\): it repeats inside “Group 1” \(1\).*Questionnaire of its own"
    ):
        made_of(group("1", question("b"), group("1.1", inner), repeats=True))


LOOPS = {
    "itself": [question("a", enableWhen=[when("a")])],
    "two": [question("a", enableWhen=[when("b")]), question("b", enableWhen=[when("a")])],
    "through its group": [group("g", question("a"), enableWhen=[when("a")])],
    "through a nested question": [question("a", item=[question("b")], enableWhen=[when("b")])],
    "three in a long row": [
        question("z"),
        question("a", enableWhen=[when("z"), when("b")], enableBehavior="any"),
        group("g", question("b", enableWhen=[when("c")])),
        question("c", enableWhen=[when("a")]),
        question("d", enableWhen=[when("c")]),
    ],
    "in a repeating group": [
        group("g", question("a", enableWhen=[when("b")]), question("b", enableWhen=[when("a")]), repeats=True)
    ],
}


@pytest.mark.parametrize("items", LOOPS.values(), ids=LOOPS)
def test_rules_that_wait_for_each_other_are_refused_by_name(items):
    with pytest.raises(FormError, match=r"“Question [ab]” \([ab]\).*take out") as error:
        made_of(*items)
    assert "“Question z”" not in str(error.value)
    assert "“Question d”" not in str(error.value)


def test_many_rules_that_wait_for_the_same_are_no_loop():
    items = [question("a"), *(question(f"q{n}", enableWhen=[when("a")]) for n in range(50))]
    items += [question("last", enableWhen=[when(f"q{n}") for n in range(50)], enableBehavior="all")]
    assert made_of(*items).lost == ()


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([question("a"), question("a")], "the linkId “a” is there twice"),
        ([group("a", question("a"))], "the linkId “a” is there twice"),
        ([{"type": "string", "text": "x"}], "an item has no linkId"),
        ([question("a", kind="")], "it has no type"),
        ([question("a", kind="picture")], "the type “picture” is not one of FHIR R4"),
        ([question("a", kind=7)], "“type” must be a text"),
        ([question("a", enableWhen=[when("b")])], "looks at “b”, which is not in the Questionnaire"),
        ([question("b"), question("a", enableWhen=[when("b", "~")])], "the operator “~”"),
        ([question("b"), question("a", enableWhen=[when("b"), when("b")])], "must be “all” or “any”"),
        ([question("b"), question("a", enableWhen=[when("b", answerString="x")])], "needs answerBoolean"),
        (
            [question("b", "integer"), question("a", enableWhen=[when("b", ">", answerInteger="x")])],
            "not a number",
        ),
        (
            [question("b", "integer"), question("a", enableWhen=[when("b", ">", answerInteger=9**99)])],
            "too large",
        ),
        ([question("a", modifierExtension=[{"url": "http://x/y"}])], "may change what everything else means"),
        ([question("a", option=[{"valueString": "x"}])], "before R4"),
        ([{"linkId": "d", "type": "display", "text": "x", "item": [question("a")]}], "cannot hold questions"),
        ([], "asks nothing"),
        ([group("g")], "asks nothing"),
        (["a"], "“item” must be a list of objects"),
        ([question("a", enableWhen=[when("a")] * 101)], "more than 100 tests"),
        (
            [question("a", "choice", answerOption=[{"valueString": str(n)} for n in range(20_001)])],
            "shorter lists",
        ),
        ([question(str(n)) for n in range(MOST_QUESTIONS + 1)], "divide it"),
        (
            [group(f"g{n}", question(str(n)), repeats=True) for n in range(41)],
            "more than 40 groups that repeat",
        ),
    ],
)
def test_what_cannot_be_understood_gets_a_sentence(items, words):
    with pytest.raises(FormError, match=words):
        made_of(*items)


def test_items_nested_too_deep_get_a_sentence():
    item = question("a")
    for level in range(MOST_LEVELS + 1):
        item = group(f"g{level}", item)
    with pytest.raises(FormError, match="flatten them"):
        made_of(item)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a JSON file"),
        (b"resourceType: Questionnaire", "not a JSON file"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b"[]", "one JSON object"),
        (b'"Questionnaire"', "one JSON object"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not a JSON file"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b"{}", "something else, not a FHIR Questionnaire"),
        (b'{"resourceType": "Patient"}', "a Patient, not a FHIR Questionnaire"),
        (b'{"resourceType": "Bundle"}', "a Bundle, not a FHIR Questionnaire"),
        (b'{"resourceType": "Bundle", "entry": 3}', "“entry” must be a list"),
        (b'{"resourceType": "Questionnaire", "item": {}}', "“item” must be a list"),
        (b'{"resourceType": "Questionnaire", "title": 1}', "“title” must be a text"),
        (b'{"resourceType": "Questionnaire", "implicitRules": "http://x"}', "implicitRules"),
    ],
)
def test_what_is_no_questionnaire_gets_a_sentence(content, words):
    with pytest.raises(FormError, match=words):
        read_questionnaire(json_object(content, "The file"), LIBRARY)


def test_bundle_with_several_questionnaires_names_them():
    first, second = asking(question("a")), asking(question("a"), title="Other")
    bundle = {"resourceType": "Bundle", "entry": [{"resource": first}, {"resource": second}]}
    with pytest.raises(FormError, match=r"2 Questionnaires \(Made; Other\)"):
        read_questionnaire(bundle, LIBRARY)


def test_huge_and_missing_files_get_a_sentence(tmp_path):
    huge = tmp_path / "huge.json"
    with huge.open("wb") as handle:
        handle.truncate(MOST_BYTES + 1)
    with pytest.raises(FormError, match="larger than 10 MB"):
        read_questionnaire_file(huge, LIBRARY)
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(FormError, match=r"There is no file|is a folder"):
            read_questionnaire_file(path, LIBRARY)


def test_byte_order_mark_and_odd_characters_do_no_harm():
    odd = asking(question("ä / 1", text='Say "so"\\ \x07\ud800\n# [x]\u2028'), title="Ünique '''")
    made = read_questionnaire(json_object(b"\xef\xbb\xbf" + json.dumps(odd).encode(), "The file"), LIBRARY)
    assert made.forms[0].form.fields[0].label == 'Say "so"\\ \ufffd\ufffd # [x]'
    assert made.forms[0].form.title == "Ünique '''"


def test_keys_are_distinct_whatever_the_link_ids_are():
    made = made_of(question("a.1"), question("a-1"), question("1"), question("é"), question("ü"))
    assert [field.key for field in made.forms[0].form.fields] == ["a_1", "a_1_2", "q_1", "q", "q_2"]


# Hostile files: any JSON at all, and good Questionnaires in which anything was replaced by anything.

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
WORDS = st.sampled_from(
    "linkId item type text group display question operator enableWhen answerBoolean answerCoding "
    "answerOption valueCoding code system display contained resourceType Questionnaire ValueSet compose "
    "include concept expansion contains extension url initial valueString repeats required maxLength "
    "exists = != > choice open-choice integer decimal boolean enableBehavior any all enable id "
    "answerValueSet #v a b".split()
)
ANYTHING = st.recursive(
    SCALARS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=25,
)


def survives(root):
    """Whether reading ends in good forms or in a sentence; anything else is an error of the test."""
    content = json.dumps(root, allow_nan=True).encode()
    try:
        made = read_questionnaire(json_object(content, "The file"), LIBRARY)
    except FormError as error:
        assert str(error)
        assert "\n" not in str(error)
        return False
    for form in made.forms:
        assert tomllib.loads(form.toml)["key"] == form.key
    return True


@settings(max_examples=150)
@given(st.dictionaries(WORDS, ANYTHING, max_size=6), ANYTHING)
def test_any_json_makes_a_form_or_a_sentence(root, items):
    survives({**root, "resourceType": "Questionnaire", "item": items})
    survives(root)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield from places(part, (*path, key))


GOOD = [sample(path.name) for path in sorted(SAMPLES.glob("*.json"))]


@settings(max_examples=200)
@given(st.data())
def test_good_questionnaires_with_anything_in_any_place_make_a_form_or_a_sentence(data):
    root = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(root))[1:]))
        holder = root
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = data.draw(ANYTHING)
    survives(root)


@settings(max_examples=30)
@given(st.data())
def test_rules_at_random_make_a_form_or_name_a_loop(data):
    links = [f"q{number}" for number in range(data.draw(st.integers(2, 7)))]
    items = []
    for link in links:
        looks = data.draw(st.lists(st.sampled_from(links), max_size=2, unique=True))
        rules = {"enableWhen": [when(other) for other in looks], "enableBehavior": "any"} if looks else {}
        items.append(question(link, **rules))
    waits = {item["linkId"]: [w["question"] for w in item.get("enableWhen", [])] for item in items}

    def comes_back(start, link, seen):
        return any(
            other == start or (other not in seen and comes_back(start, other, seen | {other}))
            for other in waits[link]
        )

    looped = any(comes_back(link, link, {link}) for link in links)
    assert survives(asking(*items)) != looped


def test_words_of_a_group_that_asks_nothing_are_kept_in_the_note_of_the_form():
    root = {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": "Visit",
        "item": [
            {"linkId": "1", "type": "group", "text": "Visit", "item": [
                {"linkId": "1.1", "type": "string", "text": "Who came?"}]},
            {"linkId": "2", "type": "group", "text": "STOP", "item": [
                {"linkId": "2.1", "type": "display", "text": "Do not go on yet."}]},
            {"linkId": "3", "type": "display", "text": "Hand the form to the ward manager."},
        ],
    }  # fmt: skip
    (made,) = read_questionnaire(root, load_library()).forms
    assert made.form.note.splitlines() == [
        "Hand the form to the ward manager.",
        "STOP: Do not go on yet.",
    ]


def test_words_beside_one_group_that_repeats_are_kept():
    root = {
        "resourceType": "Questionnaire",
        "title": "Visits",
        "item": [
            {"linkId": "1", "type": "group", "text": "Visit", "repeats": True, "item": [
                {"linkId": "1.1", "type": "string", "text": "Who came?"}]},
            {"linkId": "2", "type": "display", "text": "Hand the form to the ward manager."},
        ],
    }  # fmt: skip
    (made,) = read_questionnaire(root, load_library()).forms
    assert made.form.note == "Hand the form to the ward manager."
