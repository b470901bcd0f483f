"""The instrument as documentation: complete, readable, and the same as what is kept in docs/."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hssib_desk.cli import main
from hssib_desk.domain.describe.markdown import (
    describe_form,
    describe_library,
    in_words,
    long_lists,
    used_sources,
)
from hssib_desk.domain.describe.page import describe_html
from hssib_desk.domain.forms.form import Condition
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import said_of

LIBRARY = load_library()
FORMS = list(LIBRARY.forms.values())
DOCS = Path(__file__).parents[3] / "docs" / "instrument.md"
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """What a page holds, read strictly: every element closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.headings, self.words, self.tags = [], [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page():
    return Page(describe_html(LIBRARY, FORMS))


def test_committed_instrument_is_what_the_program_describes():
    assert DOCS.read_text("utf-8") == describe_library(LIBRARY, FORMS), (
        "The forms have changed. Write it anew: "
        "python -m hssib_desk form describe --out docs/instrument.md --force"
    )


def test_page_and_document_hold_every_question_help_note_and_list(page):
    document = describe_library(LIBRARY, FORMS)
    flat = " ".join(document.split())
    for form in FORMS:
        for section in form.sections:
            said = [section.title, section.note, *(field.label for field in section.fields)]
            said += [field.help for field in section.fields]
            said += [point for guidance in section.guidance for point in guidance.points]
            said += [said_of(advice, form) for advice in section.advice]
            for text in filter(None, said):
                assert " ".join(text.split()) in page.text
                assert " ".join(text.replace("|", "/").split()) in flat
    for options in long_lists(FORMS):
        for choice in options.choices:
            assert choice.label in page.text
    for rule in LIBRARY.word_rules:
        assert rule.say in page.text
        assert rule.say in document
    for key in used_sources(FORMS):
        assert LIBRARY.sources[key].title in page.text


def test_page_needs_nothing_from_elsewhere(page):
    text = describe_html(LIBRARY, FORMS)
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "link", "iframe")]
    assert not re.search(r"url\(|@import|src=", text)
    assert "\u2028" not in text


def test_page_can_be_read_by_everybody(page):
    assert dict(page.tags)["html"] == {"lang": "en-GB"}
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(found.get("scope") for tag, found in page.tags if tag == "th")
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags) == len(long_lists(FORMS))


def test_links_in_the_document_lead_to_its_headings():
    document = describe_library(LIBRARY, FORMS)
    heads = re.findall(r"^#+ (.+)$", document, re.M)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\]\(#([^)]+)\)", document)) <= anchors


def test_text_of_a_form_is_never_taken_for_markup():
    raw = {
        "key": "odd",
        "title": "<b>A & B</b>",
        "version": 1,
        "source": "local",
        "section": [
            {
                "key": "s",
                "title": '"><script>alert(1)</script>',
                "field": [{"key": "a", "label": "<i>a</i> | b", "kind": "text", "help": "x\ny"}],
            }
        ],
    }
    form = read_form(raw, LIBRARY.lists, LIBRARY.raw_lists, "odd.toml")
    found = Page(describe_html(LIBRARY, [form]))
    assert not [tag for tag, _ in found.tags if tag in ("script", "b", "i")]
    assert "<b>A & B</b>" in found.text
    assert "| <i>a</i> / b: x y | text |  | [local] |" in describe_form(form, LIBRARY)


def test_address_that_is_no_web_address_is_no_link():
    sources = {key: replace(one, address="javascript:alert(1)") for key, one in LIBRARY.sources.items()}
    text = describe_html(replace(LIBRARY, sources=sources), FORMS)
    assert "javascript:" not in text


def test_rules_name_questions_of_other_forms_and_facts_in_words():
    form = LIBRARY.forms["decisions"]
    other = LIBRARY.forms["person"].role("legal_status")
    rule = Condition(
        test="all",
        parts=(
            Condition(field=f"person.{other.key}", accepts=("02",)),
            Condition(
                test="any",
                parts=(
                    Condition(fact="days", test="above", bound=7),
                    Condition(fact="overall", test="filled"),
                ),
            ),
        ),
    )
    words = in_words(rule, form, LIBRARY)
    assert words.startswith(f"“{other.label}” is {other.options.label('02')} and (")
    assert words.endswith("(“days from discharge to death” is above 7 or “overall score” has an answer)")


def test_commands_print_and_write_what_is_described(tmp_path, capsys):
    assert main(["form", "describe", "action"]) == 0
    assert capsys.readouterr().out == describe_form(LIBRARY.forms["action"], LIBRARY)
    out = tmp_path / "all.html"
    assert main(["form", "describe", "--html", "--out", str(out)]) == 0
    assert out.read_text("utf-8") == describe_html(LIBRARY, FORMS)
    assert main(["form", "describe", "--html", "--out", str(out)]) == 1
    assert "already exists" in capsys.readouterr().err
    assert main(["form", "describe", "--out", str(out), "--force"]) == 0
    assert out.read_text("utf-8") == describe_library(LIBRARY, FORMS)
    assert main(["form", "describe", "nothing"]) == 1
    assert "There is no form called “nothing”" in capsys.readouterr().err


def test_document_says_from_which_level_a_question_is_asked():
    form = read_form(
        {
            "key": "f",
            "title": "F",
            "source": "local",
            "section": [
                {
                    "key": "s",
                    "title": "S",
                    "field": [
                        {"key": "a", "label": "A", "kind": "text", "level": "screen"},
                        {"key": "b", "label": "B", "kind": "text", "level": "short", "more": True},
                        {"key": "c", "label": "C", "kind": "text"},
                    ],
                }
            ],
        },
        LIBRARY.lists,
        LIBRARY.raw_lists,
        "f.toml",
    )
    said = describe_form(form, LIBRARY)
    assert "| A | text | asked at screening |" in said
    assert "| B | text | asked from a short review; folded under More |" in said
    assert "| C | text |  |" in said
