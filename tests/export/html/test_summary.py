"""The HTML twin of the summary: well formed, whole, escaped, and without anything from elsewhere."""

import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pypdf
import pytest

from hssib_desk.cli import main
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import Context, shown_answers
from hssib_desk.domain.review.case_file import AUDIENCES
from hssib_desk.domain.review.privacy import AS_WRITTEN, identifies
from hssib_desk.export.html import summary
from hssib_desk.export.html.summary import write_summary_twice
from hssib_desk.export.pdf.summary import write_summary
from hssib_desk.export.report import ExportError
from hssib_desk.store.workbook import Workbook
from tests.factories import SEAL, full_case, keyed, make_case

LIBRARY = load_library()
TOLD_OTHERWISE = {"good_practice", "rule"}  # by the section an entry stands in; by the words of the remark
VOID = {"meta", "link", "br", "img", "input", "hr"}
HOSTILE = '<script>alert("1")</script> & </td></table> \x00\x0b\u202e “&lt;” <img src=x onerror=y>'


class Page(HTMLParser):
    """What a strict reader finds: tags in their order, and the text without what is for the eye alone."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.texts, self.headings = [], [], [], []
        self.hidden = 0
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))
            self.hidden += self._is_hidden(*self.open[-1])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])

    def handle_endtag(self, tag):
        found = self.open.pop()
        assert found[0] == tag, f"</{tag}> closes <{found[0]}>"
        self.hidden -= self._is_hidden(*found)

    def handle_data(self, data):
        if self.hidden:
            return
        self.texts.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1][0]):
            self.headings[-1][1] += data

    @staticmethod
    def _is_hidden(tag, attributes):
        return tag in ("style", "title") or attributes.get("aria-hidden") == "true"

    @property
    def text(self):
        return " ".join(self.texts)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def squeezed(text):
    return re.sub(r"[\s\u00a0]+", "", unicodedata.normalize("NFKC", text))


def page_of(case, audience="governance"):
    text, notes = summary.page_of(case, audience)
    return Page(text), notes


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page_is_well_formed_titled_and_stands_alone(audience):
    source, _ = summary.page_of(full_case(), audience)
    page = Page(source)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert re.search("<title>.+</title>", source)
    assert not re.search(
        r"https?:|//|<script|<link|<img|url\(|@import|javascript:", source.replace("<!DOCTYPE", "")
    )
    targets = {a["href"] for a in page.all("a")}
    ids = {f"#{a['id']}" for _, a in page.tags if "id" in a}
    assert targets <= ids
    assert len(ids) == len([a for _, a in page.tags if "id" in a])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headings_come_in_order_and_tables_have_heads(audience):
    page, _ = page_of(full_case(), audience)
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert all(text.strip() for _, text in page.headings)
    for head in page.all("th"):
        assert head["scope"] in ("col", "row")
    for table in page.all("table"):
        assert table["aria-label"]


def test_every_shown_answer_is_in_it_and_no_identifier():
    case = full_case()
    page, _ = page_of(case)
    context, found = Context(case), squeezed(page.text)
    for entry in case.entries:
        for field, value in shown_answers(entry, context):
            if field.kind in ("link", "attachment") or field.role in TOLD_OTHERWISE:
                continue
            text = squeezed(kinds.show(field, value))
            if identifies(field) is None:
                assert text in found, f"{entry.form.key}.{field.key}"
            elif field.kind in ("text", "note") and field.role not in AS_WRITTEN:
                assert text not in found, f"{entry.form.key}.{field.key}"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_it_says_what_the_pdf_says_in_the_same_order(tmp_path, audience):
    case = full_case()
    page, _ = page_of(case, audience)
    write_summary(case, tmp_path / "twin.pdf", audience=audience)
    entries = pypdf.PdfReader(tmp_path / "twin.pdf").outline
    titles = [squeezed(entry.title) for entry in entries if not isinstance(entry, list)]
    assert [squeezed(text) for level, text in page.headings if level == 2] == titles


def test_hostile_text_stays_text():
    form = next(form for form in LIBRARY.forms.values() if form.role("pen_portrait"))
    case = make_case(answers={form.key: {"pen_portrait": HOSTILE}})
    page, notes = page_of(replace(case, facts=replace(case.facts, title=HOSTILE, classification=HOSTILE)))
    assert '<script>alert("1")</script> & </td></table>' in page.text
    assert "“&lt;” <img src=x onerror=y>" in page.text
    assert "\u202e" not in page.text
    assert "[U+0000]" in page.text
    assert any("U+0000" in note for note in notes)
    assert not page.all("script") + page.all("img")


def test_scores_are_words_for_who_does_not_see_the_boxes():
    judged = LIBRARY.form_with_role("phase_score", repeat=False)
    section = judged.phases[0]
    given = {f"{section.key}.phase_score": "2", f"{section.key}.judgement_well": "Kind."}
    page, _ = page_of(make_case(answers={judged.key: given}))
    label = section.score_field.options.label("2")
    assert page.text.count("2 of 5") == 2
    assert label in page.text
    assert "1 2 3 4 5" not in " ".join(page.text.split())


def test_names_in_any_script_stay_as_typed():
    form = next(form for form in LIBRARY.forms.values() if form.role("pen_portrait"))
    text = "محمد علي, রহিমা খাতুন, 王小明, 👩‍👧, Zażółć"
    page, notes = page_of(make_case(answers={form.key: {"pen_portrait": text}}))
    assert text in page.text
    assert not [note for note in notes if "U+" in note]


def test_the_learning_copy_names_no_case_and_the_seal_is_on_the_full_one():
    case = full_case()
    case = replace(case, status="signed", entries=tuple(replace(entry, seal=SEAL) for entry in case.entries))
    learning, _ = page_of(case, "learning")
    assert case.ref not in learning.text
    assert SEAL.short not in learning.text
    full, _ = page_of(case)
    assert SEAL.short in full.text


def test_the_same_case_gives_the_same_bytes_and_is_not_overwritten(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_summary_twice(full_case(), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    (tmp_path / "a.pdf").unlink()
    with pytest.raises(ExportError, match=r"a\.html.* already exists"):
        write_summary_twice(full_case(), tmp_path / "a.pdf")


def test_both_files_are_written_or_neither(tmp_path):
    (tmp_path / "old.pdf").write_bytes(b"old")
    with pytest.raises(ExportError, match="already exists"):
        write_summary_twice(full_case(), tmp_path / "old.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["old.pdf"]
    report = write_summary_twice(full_case(), tmp_path / "new.pdf")
    assert report.path == tmp_path / "new.pdf"
    assert {path.name for path in tmp_path.iterdir()} == {"old.pdf", "new.pdf", "new.html"}
    assert len(report.notes) == len(set(report.notes))


def test_the_command_writes_the_twin_beside_the_pdf(tmp_path, capsys):
    path = tmp_path / "oak-house.hssib"
    with Workbook.create(path, library=LIBRARY, actor="tester") as workbook:
        form = LIBRARY.form_with_role("date_of_death", repeat=False)
        case = workbook.new_case({form.key: keyed(form, {"date_of_death": "2025-10-19"})})
    out = tmp_path / "review.pdf"
    assert main(["export", "summary", str(path), case.ref, str(out), "--html"]) == 0
    assert case.ref in Page((tmp_path / "review.html").read_text("utf-8")).text
    assert out.read_bytes().startswith(b"%PDF")
