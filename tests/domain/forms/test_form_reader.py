"""A definition that could not mean what it says is refused, with the place and what to do."""

import tomllib
from copy import deepcopy

import pytest

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.form_reader import form_from_raw, read_form
from hssib_desk.domain.forms.library import form_from_text, load_library, read_toml
from hssib_desk.domain.forms.reading import one_of, read_list
from hssib_desk.domain.review.seal import canonical_json

HEAD = 'key = "f"\ntitle = "F"\nversion = 2\nsource = "local"\n'
SECTION = '[[section]]\nkey = "s"\ntitle = "S"\n'
FIELD = '[[section.field]]\nkey = "a"\nlabel = "A"\nkind = "text"\n'
RAW_LISTS = {
    "colours": {
        "key": "colours",
        "title": "Colours",
        "version": 1,
        "source": "local",
        "choice": [{"code": "r", "label": "Red"}, {"code": "b", "label": "Blue"}],
    },
    "care": {
        "key": "care",
        "title": "Care",
        "version": 1,
        "source": "local",
        "direction": "higher is better",
        "choice": [{"code": "1", "label": "Poor", "points": 1}, {"code": "na", "label": "Not applicable"}],
    },
    "yes_no": {
        "key": "yes_no",
        "title": "",
        "version": 1,
        "source": "local",
        "choice": [{"code": "yes", "label": "Yes", "means": "yes"}],
    },
}
LISTS = {key: read_list(raw, key) for key, raw in RAW_LISTS.items()}


def read(text):
    return read_form(tomllib.loads(text), LISTS, RAW_LISTS, "f.toml")


def field(more, kind="text"):
    return HEAD + SECTION + FIELD.replace('"text"', f'"{kind}"') + more


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('titel = "x"', "f.toml: “titel” is not known here; did you mean “title”?"),
        (HEAD.replace('title = "F"\n', ""), 'f.toml: “title” is missing; add title = "…".'),
        (HEAD.replace("2", '"two"'), "f.toml: “version” must be a whole number."),
        (HEAD + "repeat = 1", "f.toml: “repeat” must be true or false."),
        (HEAD + "repeat = true\n" + SECTION + FIELD, "f.toml: a form that repeats needs a letter for its"),
        (HEAD + "section = 5", "f.toml: write “section” as one or more [[section]] tables."),
        (HEAD + SECTION + 'block = "b"', "f.toml, section s: there is no [[block]] called “b”."),
        (HEAD + SECTION + FIELD + FIELD, "f.toml: the key “a” is there twice; give one field another key."),
        (
            field("", "colour"),
            "f.toml, section s, field a: kind = “colour” is not known; use one of: attachment",
        ),
        (field('role = "boss"'), "f.toml, section s, field a: role = “boss” is not known; use one of: "),
        (
            field('width = "wide"'),
            "f.toml, section s, field a: width = “wide” is not known; use one of: full, half",
        ),
        (
            field('level = "long"'),
            "f.toml, section s, field a: level = “long” is not known; use one of: full, s",
        ),
        (field("level = 2"), "f.toml, section s, field a: “level” must be a text in quotation marks."),
        (field('more = "yes"'), "f.toml, section s, field a: “more” must be true or false."),
        (field('identifying = "cat"'), "f.toml, section s, field a: identifying is true, "),
        (field('list = "colours"'), 'f.toml, section s, field a: a text takes no list; use kind = "choice".'),
        (field("", "choice"), "f.toml, section s, field a: there is no list called “” in forms/lists"),
        (field('list = "shapes"', "choice"), "f.toml, section s, field a: there is no list called “shapes”"),
        (
            field('list = "colours"\nscale = "care"', "score"),
            "f.toml, section s, field a: give one of choices, list",
        ),
        (field('scale = "colours"', "score"), "f.toml, section s, field a: “colours” is not a scale"),
        (field("choices = []", "choice"), "f.toml, section s, field a: the list has no [[choice]]"),
        (
            field('choices = [{code = "x", label = "X"}, {code = "x", label = "Y"}]', "choice"),
            "f.toml, section s, field a: the choice “x” is there twice; give one another code.",
        ),
        (
            field('choices = [{code = "x", label = "X", means = "perhaps"}]', "choice"),
            "f.toml, section s, field a, choice x: means = “perhaps” is not known; use one of: ",
        ),
        (
            field('choices = [{code = "x", label = "X", points = 1}]', "choice"),
            "f.toml, section s, field a: a scale needs direction",
        ),
        (field('show_if = "a"'), "f.toml, section s, field a, show_if: a condition is a table such as"),
        (field('show_if = {field = "a"}'), "f.toml, section s, field a, show_if: say what is tested"),
        (
            field('show_if = {is = ["x"]}'),
            "f.toml, section s, field a, show_if: a condition names one field, role or",
        ),
        (
            field('show_if = {fact = "shoe_size", above = 5}'),
            "f.toml, section s, field a, show_if: the fact “shoe_size” is not",
        ),
        (
            field("show_if = {any = []}"),
            "f.toml, section s, field a, show_if: “any” needs a list of conditions.",
        ),
        (
            field('show_if = {field = "b", filled = true}'),
            "f.toml: a rule looks at “b”, which this form does not",
        ),
        (field('required_if = {not = {field = "c", empty = true}}'), "f.toml: a rule looks at “c”"),
        (field('show_if = {field = "a", filled = true}'), "f.toml: “f.a” is shown only after itself"),
        (
            HEAD + SECTION + 'show_if = {field = "a", filled = true}\n' + FIELD,
            "f.toml: “f.a” is shown only after itself; break the loop of show_if.",
        ),
        (
            field('show_if = {field = "b", filled = true}\n')
            + FIELD.replace('"a"', '"b"')
            + 'show_if = {all = [{field = "a", filled = true}]}',
            "is shown only after itself; break the loop of show_if.",
        ),
        (
            field('role = "name"\n') + FIELD.replace('"a"', '"b"') + 'role = "name"',
            "f.toml: two fields play the role “name”; keep one of them.",
        ),
        ('dropped = ["a"]\n' + field(""), "f.toml: a key in “dropped” is still asked"),
        (field("") + '[[clock]]\nkey = "c"', "f.toml: “clock” is not known here"),
        (
            field("") + '[[advise]]\nkey = "k"\nsay = "S"',
            "f.toml, advice k: a condition is a table such as",
        ),
        (
            HEAD + SECTION + '[[section.guidance]]\ntitle = "G"\nscale = "x"',
            "f.toml, section s: there is no scale called “x”",
        ),
    ],
)
def test_refused_with_place_and_remedy(text, sentence):
    with pytest.raises(FormError) as found:
        read(text)
    assert sentence in str(found.value)


BLOCKS = (
    HEAD
    + """
[[block]]
key = "phase"
[[block.field]]
key = "score"
label = "Score"
kind = "score"
scale = "care"
role = "phase_score"
[[block.field]]
key = "why"
label = "Why"
kind = "note"
show_if = { not = { field = "score", is = ["na"] } }
[[block.advise]]
key = "low"
field = "why"
when = { all = [ { field = "score", is = ["1"] }, { field = "why", empty = true } ] }
say = "Score {score} without a reason."
[[section]]
key = "first"
title = "First"
block = "phase"
[[section.field]]
key = "own"
label = "Own"
kind = "text"
[[section]]
key = "last"
title = "Last"
block = "phase"
block_last = true
source = "S27"
[[section.field]]
key = "other"
label = "Other"
kind = "yes_no"
required_if = { field = "first_score", is = ["1"] }
"""
)


REST = """
[[section.field]]
key = "inline"
label = "Inline"
kind = "choice"
choices = [{ code = "x", label = "X" }]
default = "x"
[[section.field]]
key = "day"
label = "Day"
kind = "date"
min = "2020-01-01"
max = "today"
[[section.field]]
key = "linked"
label = "Linked"
kind = "link"
to = ["f"]
many = true
[[section.guidance]]
title = "Look for"
points = ["x"]
"""


def test_a_block_is_asked_in_each_section_under_names_of_its_own():
    form = read(BLOCKS)
    assert [item.key for item in form.fields] == [
        "first_score",
        "first_why",
        "own",
        "other",
        "last_score",
        "last_why",
    ]
    why, advice = form.by_key["last_why"], form.by_section["last"].advice[0]
    assert list(why.show_if.fields()) == ["last_score"]
    assert (advice.key, advice.field, advice.say) == (
        "last_low",
        "last_why",
        "Score {last_score} without a reason.",
    )
    assert list(advice.when.fields()) == ["last_score", "last_why"]
    assert [section.score_field.key for section in form.phases] == ["first_score", "last_score"]
    assert [form.by_key[key].source for key in ("first_why", "last_why")] == ["local", "S27"]


def nodes(value, path=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from nodes(item, (*path, key))


@pytest.mark.parametrize("junk", [5, 1.5, True, "", "zz", [], [5], ["x"], [[]], {}, {"a": 1}, [{"code": 5}]])
def test_anything_in_the_wrong_place_is_refused_in_words_or_harmless(junk):
    whole = tomllib.loads(BLOCKS + REST)
    for path in nodes(whole):
        raw = deepcopy(whole)
        table = raw
        for key in path[:-1]:
            table = table[key]
        table[path[-1]] = deepcopy(junk)
        try:
            form_from_text(read_form(raw, LISTS, RAW_LISTS, "f.toml").text)
        except FormError as error:
            assert str(error).startswith("f.toml")


def test_a_yes_no_question_has_its_own_list():
    assert read(BLOCKS).by_key["other"].options == LISTS["yes_no"]


@pytest.mark.parametrize(
    ("written", "who"),
    [("true", "person"), ('"staff"', "staff"), ('"relative"', "relative"), ("false", None)],
)
def test_identifying_says_whom(written, who):
    assert read(field(f"identifying = {written}")).fields[0].identifying == who


def test_the_kept_text_gives_the_same_form_whatever_the_shipped_lists_become():
    form = read(BLOCKS)
    again = form_from_text(form.text)
    assert again == form
    assert sorted(again.by_key["first_score"].options.by_code) == ["1", "na"]


@pytest.mark.parametrize("form", load_library().forms.values(), ids=lambda form: form.key)
def test_every_shipped_form_can_be_kept_and_read_back(form):
    again = form_from_text(form.text)
    assert again == form
    assert again.text == form.text


def test_a_kept_form_that_is_damaged_is_refused():
    with pytest.raises(FormError):
        form_from_raw({"form": {"key": "f"}, "lists": {}}, "kept form")
    assert canonical_json({"b": 1, "a": 2}) == '{"a":2,"b":1}'


FOLDER = {
    "outline.toml": 'key = "o"\ntitle = "O"\nversion = 1\n[[page]]\nform = "f"\n',
    "sources.toml": "",
    "f.toml": HEAD + SECTION + FIELD,
    "g.toml": HEAD.replace('"f"', '"g"') + SECTION + FIELD,
}


def folder(tmp_path, **changed):
    (tmp_path / "lists").mkdir()
    for name, text in (FOLDER | {f"{stem}.toml": text for stem, text in changed.items()}).items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_folder_of_forms_is_read(tmp_path):
    library = load_library(folder(tmp_path))
    assert list(library.forms) == ["f", "g"]
    assert [page.key for page in library.outline.pages] == ["f"]


def waiting(key, other):
    text = FOLDER[f"{key}.toml"]
    return text + f'show_if = {{field = "{other}.a", filled = true}}\n'


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"f": "key ="}, "f.toml: this is not a valid TOML file"),
        ({"f": FOLDER["g.toml"]}, "f.toml: its key is “g”; give file and form the same name."),
        (
            {"outline": FOLDER["outline.toml"] + '[[page]]\nform = "h"\n'},
            "outline.toml: there is no form called “h”",
        ),
        (
            {"outline": FOLDER["outline.toml"] + '[[page]]\nform = "f"\nsection = "t"\n'},
            "outline.toml: the form “f” has no section “t”.",
        ),
        ({"f": waiting("f", "h")}, "f.toml: a rule looks at “h.a”, which no form asks once per case."),
        ({"f": waiting("f", "g"), "g": waiting("g", "f")}, "is shown only after itself; break the loop"),
        ({"f": FOLDER["f.toml"].replace('"text"', '"link"') + 'to = ["h"]\n'}, "field a: to = ("),
    ],
)
def test_what_does_not_fit_together_is_refused(tmp_path, changed, sentence):
    with pytest.raises(FormError) as found:
        load_library(folder(tmp_path, **changed))
    assert sentence in str(found.value)


@pytest.mark.parametrize("text", [f"version = {'9' * 5000}", "a = " + "[" * 5000, "\x00"])
def test_a_file_that_toml_cannot_hold_is_said_in_a_sentence(tmp_path, text):
    path = tmp_path / "form.toml"
    path.write_text(text)
    with pytest.raises(FormError, match="not a valid TOML file"):
        read_toml(path)


def test_a_file_too_large_for_a_form_is_not_read(tmp_path):
    path = tmp_path / "form.toml"
    with path.open("wb") as file:
        file.truncate(1 << 34)
    with pytest.raises(FormError, match="too large for a form"):
        read_toml(path)


def test_settings_of_a_list_are_a_table():
    raw = {"key": "a", "title": "b", "version": 1, "source": "local", "choice": [{"code": "a", "label": "b"}]}
    with pytest.raises(FormError, match="settings"):
        read_list({**raw, "settings": 5}, "list.toml")


def test_what_is_quoted_from_a_file_stays_short_and_can_be_shown():
    raw = {"key": "a", "title": "b", "version": 1, "source": "local", "x" * 5000 + "\x00": 1}
    with pytest.raises(FormError) as said:
        read_list(raw, "list.toml")
    assert len(str(said.value)) < 400
    assert "\x00" not in str(said.value)


def test_of_very_many_roles_the_nearest_are_named():
    with pytest.raises(FormError) as said:
        one_of("titel", [f"role_{number}" for number in range(90)] + ["title"], "role", "form.toml")
    assert "title" in str(said.value)
    assert len(str(said.value)) < 200


def test_question_is_of_a_full_review_unless_it_says_a_lower_level():
    assert [read(field(more)).fields[0].level for more in ("", 'level = "short"', 'level = "screen"')] == [
        "full",
        "short",
        "screen",
    ]
    assert [read(field(more)).fields[0].more for more in ("", "more = true")] == [False, True]


def test_a_rule_counts_days_between_dates_and_words_only_with_a_number():
    for rule in (
        '{ field = "a", days_after = "a", is = ["x"] }',
        '{ field = "a", words = true, filled = true }',
    ):
        with pytest.raises(FormError, match="say above or below how many"):
            read(field(f"show_if = {rule}"))
