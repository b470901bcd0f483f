"""The shipped instrument as a whole: where every item comes from, and what it must never say."""

import re

import pytest

from hssib_desk import resources
from hssib_desk.domain.describe.markdown import LOCAL, UNVERIFIED, used_sources
from hssib_desk.domain.forms.facts import facts
from hssib_desk.domain.forms.library import load_library, read_toml

LIBRARY = load_library()
KNOWN = {LOCAL, UNVERIFIED, *LIBRARY.sources}
FORMS = LIBRARY.forms.values()
# The only files of the folder that are not forms, nor about wording.
TEXTS = sorted(resources.forms_dir().rglob("*.toml"))


def items():
    """Every item of the instrument that a reviewer sees, with the source it has or inherits."""
    for form in FORMS:
        yield form.key, form.source
        yield from ((f"{form.key}, remark {advice.key}", advice.source) for advice in form.advice)
        for section in form.sections:
            place = f"{form.key}.{section.key}"
            yield place, section.source
            yield from ((f"{place}, “{g.title}”", g.source or section.source) for g in section.guidance)
            yield from ((f"{place}, remark {advice.key}", advice.source) for advice in section.advice)
            for field in section.fields:
                yield f"{form.key}.{field.key}", field.source
                if field.options and not field.options.key:  # choices written with the question
                    for choice in field.options.choices:
                        yield f"{form.key}.{field.key}: {choice.code}", choice.source or field.source
    yield from ((f"duty {rule.key}", source) for rule in LIBRARY.duties for source in rule.source)
    yield from ((f"fact {fact.key}", fact.source or LOCAL) for fact in facts().values())
    for options in LIBRARY.lists.values():
        yield f"list {options.key}", options.source
        for choice in options.choices:
            yield f"list {options.key}: {choice.code}", choice.source or options.source


def test_every_item_names_a_source_of_the_catalogue_or_says_what_it_is():
    wrong = [f"{place} has the source “{source}”" for place, source in items() if source not in KNOWN]
    assert not wrong, "Name a key of sources.toml, “local” or “unverified”:\n" + "\n".join(wrong)


def test_the_catalogue_names_every_source_once_with_a_title():
    rows = read_toml(resources.forms_dir() / "sources.toml")["source"]
    assert len({row["key"] for row in rows}) == len(rows)
    assert all(row["title"].strip() for row in rows)


def test_every_source_that_is_named_is_found_for_the_printed_instrument():
    named = {source for _, source in items()} - {LOCAL, UNVERIFIED}
    assert set(used_sources(FORMS)) <= named


def texts(value, path=""):
    """Every text in a definition, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, f"{path}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from texts(part, f"{path}[{number}]")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_nothing_says_that_hssib_requires_it(path):
    demands = re.compile(r"\bHSSIB\W+(requires?|demands?|expects?|mandates?|obliges?|insists?)\b", re.I)
    wrong = [f"{place}: {text}" for place, text in texts(read_toml(path)) if demands.search(text)]
    assert not wrong, "HSSIB finds and recommends; say who requires it, with a source:\n" + "\n".join(wrong)


def lists_offered():
    yield from LIBRARY.lists.values()
    yield from (f.options for form in FORMS for f in form.fields if f.options and not f.options.key)


def test_no_list_sorts_people_into_high_medium_and_low_risk():
    levels = {"high", "low"}
    risk = re.compile(
        r"\b(high|medium|moderate|low)(er|est)?[- ]+risk\b|\brisk\W+(high|medium|moderate|low)\b", re.I
    )
    for options in lists_offered():
        labels = [choice.label for choice in options.choices]
        assert len(levels & {label.casefold() for label in labels}) < 2, options.title
        assert not [label for label in labels if risk.search(label)], options.title


def test_no_label_or_title_speaks_of_a_level_of_risk():
    risk = re.compile(r"\b(high|medium|moderate|low)[- ]+risk\b|\brisk (level|rating|category)\b", re.I)
    for form in FORMS:
        names = [form.title, *(section.title for section in form.sections)]
        names += [field.label for field in form.fields]
        assert not [name for name in names if risk.search(name)], form.key


def test_a_question_that_must_be_answered_can_be_answered_truthfully():
    """What must be answered with yes or no can be answered “not known” too."""
    for form in FORMS:
        for field in form.fields:
            if field.required and field.kind == "yes_no":
                assert "not_known" in field.options.by_code, f"{form.key}.{field.key}"


def test_no_question_is_asked_twice_in_the_same_words_on_one_page():
    for form in FORMS:
        for section in form.sections:
            labels = [field.label for field in section.fields]
            assert len(set(labels)) == len(labels), f"{form.key}.{section.key}"
