"""The review summary: whole, in order, without identifiers, and the same bytes for the same case."""

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from hssib_desk.domain.figures.ledger import figure
from hssib_desk.domain.forms import kinds
from hssib_desk.domain.forms.form import Field
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.review.case_file import Origin, Seal
from hssib_desk.domain.review.privacy import AS_WRITTEN
from hssib_desk.export.html.parts import HtmlWords, html_of
from hssib_desk.export.pdf.summary import sheet_of, write_summary
from hssib_desk.export.report import ExportError
from tests.factories import code_meaning, full_case, make_case, make_entry

SEALED = Seal("R. Reviewer", "ward doctor", datetime(2025, 10, 9, 14, 2, tzinfo=UTC), "7f3a91c20d5eb846" * 4)
SCRIPTS = "Names: محمد علي and রহিমা খাতুন and सीता शर्मा and Zażółć"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "summary.pdf"


@pytest.fixture(scope="module")
def library():
    return load_library()


def judgement_form(library):
    return library.form_with_role("phase_score", repeat=False)


def phase(library):
    """The first scored phase: its section, and the name by which the factory fills its roles."""
    section = judgement_form(library).phases[0]
    return section, lambda role: f"{section.key}.{role}"


def scored(library, code="1", **roles):
    _section, name = phase(library)
    given = {name("phase_score"): code} | {name(role): value for role, value in roles.items()}
    return {judgement_form(library).key: given}


def written(case, out, **options):
    report = write_summary(case, out, **options)
    return pypdf.PdfReader(report.path), report


def text_of(reader):
    """The text of all pages without running header and footer, spaces and line ends as one space."""
    pages = (page.extract_text() for page in reader.pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def squeezed(text):
    """A text without any space: how a line was broken does not matter."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def titles(reader):
    return [entry.title for entry in reader.outline if not isinstance(entry, list)]


def test_the_file_is_titled_marked_up_and_self_contained(library, out):
    case = make_case(answers=scored(library, judgement_well=SCRIPTS))
    reader, report = written(case, out)
    assert report.rows_selected == report.rows_written == 1
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert case.ref in reader.metadata.title
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_nothing_of_a_living_author_is_in_the_properties(out):
    reader, _ = written(full_case(), out)
    assert set(reader.metadata.values()).isdisjoint({"R. Reviewer"})
    assert reader.metadata.author.startswith("HSSIB Desk")


def test_every_shown_answer_that_identifies_nobody_is_printed(library, out):
    case = _labelled_case(library)
    reader, _ = written(case, out)
    text = squeezed("".join(map(_body, reader.pages)))  # an answer may go on on the next page
    printable = list(_printable(case))
    assert len(printable) > 100
    for field, value in printable:
        assert squeezed(kinds.show(field, value)) in text, field.key


def test_a_new_question_appears_without_any_change_here(library, out):
    form = library.form_with_role("reviewer_role")
    section = form.sections[-1]
    new = Field("brand_new", "Was there a garden?", "text", section=section.key)
    sections = (*form.sections[:-1], replace(section, fields=(*section.fields, new)))
    grown = replace(form, sections=sections)
    case = make_case(entries=[make_entry(grown, {"brand_new": "Yes, with a pear tree."})])
    text = text_of(written(case, out)[0])
    assert "Was there a garden?" in text
    assert "Yes, with a pear tree." in text


def test_nothing_that_identifies_somebody_is_printed(library, out):
    case = _labelled_case(library)
    text = text_of(written(case, out)[0])
    hidden = [
        str(value)
        for entry in case.entries
        for key, value in entry.answers.items()
        if (field := entry.form.by_key[key]).identifying
        and field.role not in AS_WRITTEN
        and field.kind in ("text", "note")
    ]
    assert hidden
    assert not [value for value in hidden if value in text]
    assert "Left out of this copy, because it may identify somebody" in text


def test_a_printed_portrait_is_told_as_it_may_hold_a_name(library, out):
    form = library.form_with_role("pen_portrait")
    case = make_case(answers={form.key: {"pen_portrait": "Nóra wrote this with us."}})
    reader, report = written(case, out)
    assert "Nóra wrote this with us." in text_of(reader)
    assert any("may name the person or their family" in note for note in report.notes)


def test_the_signer_is_named_by_role_only(library, out):
    case = make_case(answers=scored(library), status="signed")
    case = replace(case, entries=tuple(replace(entry, seal=SEALED) for entry in case.entries))
    reader, _ = written(case, out)
    text = text_of(reader)
    assert "Signed by the ward doctor on 9 October 2025." in text
    assert SEALED.digest in text
    assert "R. Reviewer" not in text
    assert all(f"Seal {SEALED.short}" in page.extract_text() for page in reader.pages)


def test_a_draft_says_so_and_lists_what_is_missing(library, out):
    section, _ = phase(library)
    reader, _ = written(make_case(), out)
    text = text_of(reader)
    assert "Draft. Governance review summary" in text
    assert all("Draft, not signed" in page.extract_text() for page in reader.pages)
    missing = text[text.index("Still to be answered", 200) :]
    assert section.title in missing
    assert "No score yet" in missing


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("not_started", "Not started"),
        ("draft", "Draft"),
        ("not_reviewed", "Not reviewed here"),
        ("second_review", "Second review: due"),
    ],
)
def test_the_status_is_printed_in_the_words_of_every_list(library, out, status, words):
    reader, _ = written(make_case(status=status), out)
    text = text_of(reader)
    assert f"Status {words} " in text
    assert f"{figure(status).name}. Governance review summary" in text


def test_no_score_is_to_come_in_a_case_that_is_not_reviewed_here(library, out):
    reader, _ = written(make_case(status="not_reviewed"), out)
    text = text_of(reader)
    assert text.count("Not reviewed here") > len(judgement_form(library).phases)
    assert "Not scored" not in text


def test_a_reader_sees_when_a_death_was_screened_in_which_role_and_what_came_of_it(library, out):
    signed = {
        "screened_on": "2025-10-21",
        "screened_time": "09:40",
        "screened_by": "R. Mensah",
        "screened_role": "Consultant nurse",
    }
    said = {"level": "short", "outcome": "short", "outcome_reason": "His sister raised a concern."}
    touched = {"phases_touched": ["discharge"]}
    case = make_case(answers={library.screening.key: {**touched, **said, **signed}})
    reader, _ = written(case, out)
    section = text_of(reader).partition("Screening Screened on")[2]
    words = ["21 Oct 2025", "09:40", "Consultant nurse", "Short review", "His sister raised a concern."]
    words += ["Level Short review", "Discharge"]
    places = [section.index(word) for word in words]
    assert places == sorted(places)
    assert "R. Mensah" not in text_of(reader)
    assert "not signed yet" not in section
    assert [title for title in titles(reader) if "Screening" in title] == ["2  Screening"]


def test_a_screening_that_is_open_says_so_and_a_death_never_screened_says_nothing(library, out):
    begun = {"level": "screen", "outcome_reason": "Natural, it seems."}
    text = text_of(written(make_case(answers={library.screening.key: begun}), out)[0])
    assert "Natural, it seems." in text
    assert "This screening is not signed yet." in text
    reader, _ = written(make_case(answers=scored(library)), out, force=True)
    assert not [title for title in titles(reader) if "Screening" in title]


def test_hidden_answers_are_left_out(library, out):
    _section, name = phase(library)
    field = judgement_form(library).phases[0].score_field
    not_applicable = code_meaning(field, "not_applicable")
    answers = scored(library, not_applicable, na_reason="They were never here.")
    answers[judgement_form(library).key][name("headline")] = "An old headline of a hidden question"
    text = text_of(written(make_case(answers=answers), out)[0])
    assert "They were never here." in text
    assert "An old headline" not in text


def test_sections_come_in_reading_order_with_numbers_and_bookmarks(out):
    reader, _ = written(full_case(), out)
    found = titles(reader)
    assert [title.split("  ")[0] for title in found] == [str(n) for n in range(1, len(found) + 1)]
    names = [title.split("  ")[1] for title in found]
    order = ["Why this death was reviewed", "Screening", "Care, phase by phase", "Judgements"]
    order += [
        "Problems in care",
        "Good practice",
        "Actions",
        "Timeline",
        "Sign-off",
        "Scales and definitions",
    ]
    places = [names.index(title) for title in order]
    assert places == sorted(places)


def test_a_signed_review_begins_in_short_and_a_draft_does_not(library, out):
    ((form, given),) = scored(library).items()
    case = make_case(entries=[make_entry(form, given, seal=SEALED)])
    reader, _ = written(case, out)
    assert titles(reader)[0] == "1  In short"
    assert "No problem in care was written down." in text_of(reader)
    draft, _ = written(make_case(answers=scored(library)), out, force=True)
    assert not any(title.endswith("In short") for title in titles(draft))


def test_the_phases_stand_on_one_page_with_their_key(out):
    pages = [" ".join(page.extract_text().split()) for page in written(full_case(), out)[0].pages]
    (table,) = [text for text in pages if "Phase Score, 1 to 5" in text]
    assert "Overall care is judged in its own right" in table


def test_very_short_answers_stand_in_a_grid_that_a_page_reads_as_pairs():
    sheet = sheet_of(full_case(), "governance", HtmlWords())
    answers = [pair for entry in sheet.case.entries for pair in sheet.answers(entry)]
    made = [part for part in sheet.blocks(answers) if getattr(part, "kind", "") == "grid"]
    pairs = [pair for grid in made for pair in grid.pairs]
    assert len(pairs) > 20
    html = "".join(html_of(made, "Answers"))
    assert html.count('<th scope="row"') == len(pairs)


def test_bookmarks_lead_to_the_page_of_their_section(out):
    reader, _ = written(full_case(), out)
    entries = [item for item in reader.outline if not isinstance(item, list)]
    assert len(entries) > 8
    for entry in entries:
        page = reader.pages[reader.get_destination_page_number(entry)].extract_text()
        assert " ".join(entry.title.split()) in " ".join(page.split())


def test_no_heading_stands_alone_at_the_foot_of_a_page(out):
    reader, _ = written(full_case(), out)
    heads = {" ".join(item.title.split()) for item in _flat(reader.outline)}
    for page in reader.pages:
        assert " ".join(_body(page).splitlines()[-1].split()) not in heads


def test_every_page_carries_reference_classification_and_its_number(out):
    reader, _ = written(full_case(), out)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert "C-2025-014" in text
        assert "OFFICIAL-SENSITIVE: PERSONAL" in text
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "Oak House reviews. Written by HSSIB Desk 1.0.0, 18 November 2025" in text


def test_a_score_is_drawn_and_named(library, out):
    reader, _ = written(make_case(answers=scored(library, "1", headline="Too late.")), out)
    section, _ = phase(library)
    label = section.score_field.options.label("1")
    text = text_of(reader)
    assert f"{section.title} 2 3 4 5 1 {label} Too late." in text
    assert "Overall care is judged in its own right; it is not an average of the phases." in text


def test_without_a_headline_the_first_sentence_stands_in_one_line(library, out):
    answers = scored(library, judgement_better="Nobody rang. The letter came on day nine.")
    text = text_of(written(make_case(answers=answers), out)[0])
    table, _, judgements = text.partition("Judgements")
    assert "Nobody rang." in table
    assert "day nine" not in table
    assert "Nobody rang. The letter came on day nine." in judgements


def test_a_judgement_ends_with_what_it_rests_on_and_what_was_raised(library, out):
    section, _ = phase(library)
    form = judgement_form(library)
    problem = library.form_with_role("harm", repeat=True)
    origin = Origin(f"entry-{form.key}", section.key)
    entries = [make_entry(problem, {"title": "No joint handover"}, ref="P1", origin=origin)]
    case = make_case(answers=scored(library, rests_on="ward record days 0 to 2"), entries=entries)
    text = text_of(written(case, out)[0])
    assert f"Rests on: ward record days 0 to 2. Raised here: {problem.singular.lower()} P1." in text


def test_the_scope_rule_is_printed_with_the_window_of_the_workbook(out):
    case = make_case()
    case = replace(case, facts=replace(case.facts, window_days=45))
    text = text_of(written(case, out)[0])
    assert "a death up to 45 days after leaving inpatient care, day 45 included" in text


def test_an_action_shows_its_origin_and_its_colour_in_words(library, out):
    action = library.form_with_role("target_date", repeat=True)
    problem = library.form_with_role("harm", repeat=True)
    status = code_meaning(action.role("status"), "in_progress")
    given = {"title": "Book the team in", "target_date": "2025-10-01", "status": status}
    entries = [
        make_entry(problem, {"title": "No joint handover"}, ref="P3"),
        make_entry(action, {**given, "links": [f"C-2025-014/entry-{problem.key}P3"]}, ref="A01"),
    ]
    text = text_of(written(make_case(entries=entries), out)[0])
    assert re.search(r"A01 Book the team in .*No owner yet P3 1 Oct 2025 Red", text)


def test_the_timeline_counts_days_from_leaving_hospital(library, out):
    event = library.form_with_role("event_date", repeat=True)
    events = library.forms["timeline"] if event.role("question") else event
    dates = {"admission_date": "2025-08-01", "discharge_date": "2025-08-20", "date_of_death": "2025-09-11"}
    form = library.form_with_role("discharge_date")
    inpatient = code_meaning(form.role("inpatient_at_death"), "no")
    told = [("2025-09-11", "Died"), ("2025-08-01", "Admitted"), ("2025-09", "Called")]
    entries = [
        make_entry(events, {"event_date": day, "title": title}, ref=f"T{n}")
        for n, (day, title) in enumerate(told)
    ]
    case = make_case(answers={form.key: {**dates, "inpatient_at_death": inpatient}}, entries=entries)
    text = text_of(written(case, out)[0])
    assert "Day −19 Admitted Sep 2025 Called Day 22 Died" in text
    assert "Day 0 is the day of leaving hospital, 20 Aug 2025" in text


@pytest.mark.parametrize(
    "typed",
    [
        "BP <120 & pulse >80",
        "<b>unclosed",
        "</para></b>",
        "<!-- note -->",
        "<img src='/etc/passwd'/>",
        "<a href='javascript:x'>link</a>",
        "<font size=1000>big</font>",
        "&amp; &lt; &#65; &nosuch;",
        '=HYPERLINK("http://x")',
        "100 % – “quoted” … £5 → ≥ ✓",
    ],
)
def test_hostile_text_is_printed_as_it_was_typed(library, out, typed):
    case = make_case(answers=scored(library, judgement_well=typed, headline=typed))
    text = text_of(written(case, out)[0])
    assert text.count(typed) == 2


def test_names_in_other_scripts_are_found_again_in_the_text(library, out):
    reader, report = written(make_case(answers=scored(library, judgement_well=SCRIPTS)), out)
    page = next(page for page in reader.pages if "Judgements" in page.extract_text())
    marked = re.findall(rb"/ActualText <FEFF([0-9A-F]+)>", page.get_contents().get_data())
    named = "".join(bytes.fromhex(code.decode()).decode("utf-16-be") for code in marked)
    assert "রহিমা খাতুন" in named
    assert "सीता शर्मा" in named
    assert set("محمد علي") - {" "} <= set(named)
    assert report.notes == ()


def test_what_cannot_be_drawn_is_named_in_the_file_and_in_the_report(library, out):
    reader, report = written(make_case(answers=scored(library, judgement_well="ក\x0b\x07 said")), out)
    text = text_of(reader)
    assert "[U+1780] [U+0007] said" in text
    assert [note.split()[2] for note in report.notes] == ["U+0007", "U+000B", "U+1780"]
    assert all(note in text for note in report.notes)


@pytest.mark.parametrize(
    "typed",
    [
        "李小龙 spoke Mandarin, with 王麗 and 12 others",
        "山田はなこ and 김철수",
        "שלום said 12 words, then: Zażółć",
    ],
)
def test_mixed_scripts_are_extracted_as_typed(library, out, typed):
    reader, report = written(make_case(answers=scored(library, judgement_well=typed)), out)
    assert squeezed(typed) in squeezed(text_of(reader))
    assert report.notes == ()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
@pytest.mark.parametrize(
    "typed",
    [
        "The family said: السلام عليكم and thanked (3 times) the ward.",
        "محمد علي met Dr on 12/03/2026 at 14:30 and left",
        "রহিমা খাতুন was seen at 09:00; सीता शर्मा came later",
        "தமிழ் mixed with English and ਗੁਰਪ੍ਰੀਤ",
    ],
)
def test_mixed_scripts_are_copied_as_typed_by_a_reader_that_knows_named_letters(library, out, typed):
    write_summary(make_case(answers=scored(library, judgement_well=typed)), out)
    done = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True)
    marks = re.compile(
        "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    )  # the direction of a part, as that reader tells it
    assert squeezed(typed) in squeezed(marks.sub("", done.stdout))


AWKWARD = {
    "wide": "W" * 700,
    "lines": "a\n" * 120,
    "chinese": "病房里没有人把家属的电话告诉医生。" * 45,
    "unprintable": "ក" * 300,
    "emoji": "😀" * 200,
    "arabic": "قالت العائلة إن أحدا لم يتصل بهم " * 20,
}


@pytest.mark.parametrize(
    ("audience", "name"),
    [*(("governance", name) for name in AWKWARD), ("learning", "unprintable"), ("family", "unprintable")],
)
def test_no_words_make_a_summary_fail(out, name, audience):
    words = {"text", "note", "open_choice", "person_role"}
    case = full_case()
    entries = tuple(
        replace(
            entry,
            answers={
                key: AWKWARD[name]
                if entry.form.by_key[key].kind in words and isinstance(value, str)
                else value
                for key, value in entry.answers.items()
            },
        )
        for entry in case.entries
    )
    report = write_summary(replace(case, entries=entries), out, audience=audience)
    assert len(pypdf.PdfReader(report.path).pages) > 0


def test_a_text_of_many_pages_is_whole_and_quickly_written(library, out):
    words = " ".join(f"word{n}" for n in range(25_000))
    reader, _ = written(make_case(answers=scored(library, judgement_well=words)), out)
    assert len(reader.pages) > 40
    found = "".join(_body(page) for page in reader.pages)
    assert squeezed(words) in squeezed(found)


def test_a_very_long_word_and_a_long_title_break_nothing(library, out):
    action = library.form_with_role("target_date", repeat=True)
    title = "Book the team in. " * 400 + "The end."
    entries = [make_entry(action, {"title": title}, ref="A01")]
    case = make_case(answers=scored(library, headline="x" * 9000), entries=entries)
    text = squeezed("".join(_body(page) for page in written(case, out)[0].pages))
    assert "x" * 9000 in text
    assert squeezed(title) in text


def test_the_same_case_gives_the_same_bytes(tmp_path, library):
    case = full_case()
    first, again = tmp_path / "a.pdf", tmp_path / "b.pdf"
    write_summary(case, first)
    write_summary(make_case(answers=scored(library, judgement_well=SCRIPTS + " क्षत्रिय")), tmp_path / "c.pdf")
    write_summary(case, again)
    assert first.read_bytes() == again.read_bytes()


def test_an_existing_file_is_replaced_only_when_asked(out):
    out.write_text("mine")
    with pytest.raises(ExportError):
        write_summary(make_case(), out)
    assert out.read_text() == "mine"
    write_summary(make_case(), out, force=True)
    assert out.read_bytes().startswith(b"%PDF")


def test_a_failure_leaves_no_file(tmp_path, monkeypatch):
    def broken(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hssib_desk.export.pdf.page.SummaryPages.write", broken)
    with pytest.raises((ExportError, OSError)):
        write_summary(make_case(), tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def _flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _body(page):
    """The text of a page without what stands on every page."""
    lines = page.extract_text().splitlines()
    return "\n".join(
        line
        for line in lines
        if not re.match(r"C-2025-014|OFFICIAL|Page \d|Oak House reviews\. Written|Draft, not", line)
    )


def _labelled_case(library):
    """A case in which every free text names its own field."""
    case = full_case(library=library)

    def labelled(entry):
        own = {
            field.key: f"text of {entry.form.key} {entry.ref} {field.key}".replace("  ", " ")
            for field in entry.form.fields
            if field.kind in ("text", "note") and field.key in entry.answers
        }
        return replace(entry, answers={**entry.answers, **own})

    return replace(case, entries=tuple(labelled(entry) for entry in case.entries))


def _printable(case):
    from hssib_desk.domain.forms import rules

    context = rules.Context(case)
    for entry in case.entries:
        for field, value in rules.shown_answers(entry, context):
            if field.role == "rule":  # a name that only the program uses
                continue
            if field.kind in ("text", "note") and (not field.identifying or field.role in AS_WRITTEN):
                yield field, value
