"""The letter to a family: in its order, to them, nothing of a record in it, the same words in every form."""

import re
from dataclasses import replace
from html import unescape

import pypdf
import pytest
from docx import Document

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.letter.words import letter_form
from hssib_desk.export.letter.content import letter_of
from hssib_desk.export.letter.write import letter_sheet, write_letter
from hssib_desk.export.report import ExportError
from tests.export.agile import decrypted
from tests.factories import SEAL, code_meaning, full_case, make_case, make_entry
from tests.office import as_text, needs_office

LIBRARY = load_library()
ACTIONS = {
    "draft": "Buy a kettle",
    "agreed": "Open a quiet room",
    "in_progress": "Train all staff",
    "implemented": "Name one person",
    "closed": "Share one list",
    "on_hold": "Paint the hall",
    "superseded": "Write a leaflet",
    "not_accepted": "Lock the garden",
    "transferred": "Mend the bridge",
}
THEIRS = {
    "contact_status": "in_touch",
    "contact_method": ["phone", "letter"],
    "letter_to": "Mrs Penn",
    "letter_contact": "S. Okafor, family liaison officer\n01632 960 127",
    "family_account": "He was left alone.",
    "draft_shared": "2025-10-20",
    "family_corrections": "It was not Tuesday.",
    "family_changes": "The day is Monday now.",
    "family_disagreement": "You told us that nobody came. We found that somebody did.",
    "apology": "to_give",
    "letter_better": "Nobody rang you.",
    "letter_sorry": "I am sorry that nobody rang you.",
    "letter_cannot": "We do not know who left the door open.",
    "support_named": ["cruse"],
    "letter_support": "The Thursday group in the library",
    "letter_signed": "R. Mbeki\nChief nurse",
}
ORDER = [
    "We are so sorry that Artie died.",
    "S. Okafor is here for you.",
    "You asked us to reach you by telephone or letter.",
    "Your questions, and our answers",
    "Why did nobody ring?",
    "We forgot.",
    "Where was she?",
    "What you told us",
    "She sang in two choirs.",
    "He was left alone.",
    "What we found",
    "Care that was good",
    "Medicines explained kindly.",
    "Care that should have been better",
    "Nobody rang you.",
    "We are sorry",
    "I am sorry that nobody rang you.",
    "What has changed, and what will",
    "Name one person.",
    "Share one list.",
    "Open a quiet room.",
    "Train all staff.",
    "What you asked us to put right",
    "It was not Tuesday.",
    "The day is Monday now.",
    "Where we see it differently",
    "You told us that nobody came.",
    "What we cannot answer",
    "We do not know who left the door open.",
    "The inquest is planned for 1 April 2026.",
    "What happens next",
    "Who can help",
    "Cruse Bereavement Support",
    "The Thursday group in the library.",
    "Yours sincerely",
    "Chief nurse",
]


def the_case(family=THEIRS, **more):
    """A case with something in each part of the letter, and much that is none of it."""
    forms = {
        role: LIBRARY.form_with_role(role, repeat=True)
        for role in ("question", "good_practice", "target_date")
    }
    good, action = forms["good_practice"], forms["target_date"]
    entries = [
        make_entry(forms["question"], {"question": "Why did nobody ring?", "answer": "We forgot."}, ref="Q1"),
        make_entry(forms["question"], {"question": "Where was she?"}, ref="Q2"),
    ]
    for number, (meaning, title) in enumerate(
        (("yes", "Medicines explained kindly"), ("no", "Two records")), 1
    ):
        code = code_meaning(good.role("good_practice"), meaning)
        entries.append(make_entry(good, {"good_practice": code, "title": title}, ref=f"L{number}"))
    about = {"status_reason": "the lift is not ours", "target_date": "2026-01-29", "owner": "ward_manager"}
    for number, (status, title) in enumerate(ACTIONS.items(), 1):
        code = code_meaning(action.role("status"), status)
        entries.append(make_entry(action, {**about, "title": title, "status": code}, ref=f"A{number}"))
    person = {"given_name": "Arthur (Artie)", "name": "Penn", "pen_portrait": "She sang in two choirs."}
    answers = {
        LIBRARY.form_with_role("family_account").key: dict(family),
        LIBRARY.form_with_role("given_name").key: person,
        "decisions": {"coroner_status": "inquest", "inquest_date": "2026-04-01"},
    }
    return make_case(answers=answers, entries=entries, **more)


def text_of(case):
    return "\n".join(letter_of(letter_sheet(case)).texts())


def signed(case):
    return replace(case, status="signed", entries=tuple(replace(one, seal=SEAL) for one in case.entries))


def test_the_letter_has_its_parts_in_their_order_and_speaks_to_its_reader():
    text = text_of(signed(the_case()))
    places = [text.index(words) for words in ORDER]
    assert places == sorted(places)
    assert text.splitlines()[1:4] == [
        "Your named contact",
        "S. Okafor, family liaison officer",
        "01632 960 127",
    ]
    assert "Dear Mrs Penn" in text
    assert "Where was she?\nWe cannot answer this yet. We will tell you when we can." in text
    assert "The ward manager makes sure of it." in text
    assert "Open a quiet room. We have agreed to do this by 29 January 2026." in text
    assert "the family" not in text


def test_the_family_is_promised_only_what_was_agreed_or_done_and_told_when_it_is_late():
    text = text_of(the_case())
    assert [title for title in ACTIONS.values() if title in text] == [
        "Open a quiet room",
        "Train all staff",
        "Name one person",
        "Share one list",
    ]
    assert "lift" not in text
    late = text_of(the_case(today=replace_year(the_case().today)))
    assert "Train all staff. We said that we would do this by 29 January 2026. It is not done yet." in late


def replace_year(day):
    return day.replace(year=2027)


def test_no_mark_score_or_reference_is_in_it(tmp_path):
    case = signed(the_case())
    for ending in ("pdf", "docx", "html"):
        write_letter(case, tmp_path / f"letter.{ending}")
    reader = pypdf.PdfReader(tmp_path / "letter.pdf")
    pages = " ".join(page.extract_text() for page in reader.pages) + str(dict(reader.metadata))
    core = Document(tmp_path / "letter.docx").core_properties
    for text in (
        pages,
        (tmp_path / "letter.html").read_text("utf-8"),
        f"{core.title} {core.author} {core.comments}",
    ):
        for mark in (
            case.facts.classification,
            "OFFICIAL",
            SEAL.short,
            "Draft",
            case.ref,
            case.facts.title,
            "of 5",
        ):
            assert mark not in text
    assert case.facts.organisation in pages and f"Page 1 of {len(reader.pages)}" in pages


def test_a_draft_says_so_numbers_its_parts_and_leaves_room_for_corrections():
    text, final = text_of(the_case()), text_of(signed(the_case()))
    assert letter_form().words["draft"] in text and "1  Your questions, and our answers" in text
    assert text.index("Yours sincerely") < text.index("Your corrections")
    assert "1  Your" not in final and "Your corrections" not in final


@pytest.mark.parametrize(
    ("said", "given", "name"),
    [("Art", "Arthur (Artie)", "Art"), ("", "Arthur (Artie)", "Artie"), ("", "Arthur", "Arthur")],
)
def test_the_person_has_the_name_that_was_used(said, given, name):
    person = LIBRARY.form_with_role("given_name").key
    family = {"contact_status": "in_touch", "letter_name": said}
    case = make_case(
        answers={person: {"given_name": given}, "family": {k: v for k, v in family.items() if v}}
    )
    assert f"We are so sorry that {name} died." in text_of(case)


def test_without_a_name_nobody_is_named_and_what_is_missing_is_left_to_be_filled_in():
    text = text_of(make_case())
    assert "We are so sorry for your loss." in text and "the care that the person you have lost had" in text
    assert re.search("Dear _{10,}", text) and "{" not in text


def test_an_apology_that_is_due_is_asked_for_and_never_written_by_the_program(tmp_path):
    without = {key: value for key, value in THEIRS.items() if key != "letter_sorry"}
    report = write_letter(the_case(without), tmp_path / "a.pdf")
    assert "We are sorry\n" not in text_of(the_case(without))
    assert any(note.startswith("An apology is due") for note in report.notes)
    assert not any("apology is due" in note for note in write_letter(the_case(), tmp_path / "b.pdf").notes)


def test_advice_tells_the_age_of_a_reader_and_a_name_of_staff_but_not_their_own(tmp_path):
    named = {
        **THEIRS,
        "letter_better": "Dr Jane Patel did not ring you.",
        "family_account": "Artie was alone.",
    }
    notes = " ".join(write_letter(the_case(named), tmp_path / "a.pdf").notes)
    assert "Reading age: about" in notes
    assert "Somebody is named, under “3  What we found”." in notes
    assert "told us about the care" not in notes and "Patel" not in notes


def test_pdf_page_and_word_document_have_the_same_words(tmp_path):
    case = the_case()
    for ending in ("pdf", "docx", "html"):
        write_letter(case, tmp_path / f"letter.{ending}")
    whole = words("\n".join(letter_of(letter_sheet(case)).texts()))
    page = (tmp_path / "letter.html").read_text("utf-8").partition("<body>")[2]
    assert words(unescape(re.sub("<[^>]+>", " ", page))) == whole
    document = Document(tmp_path / "letter.docx")
    assert words("\n".join(paragraph.text for paragraph in document.paragraphs)) == whole
    assert words(printed(tmp_path / "letter.pdf")) == whole
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Heading 1", "Heading 2", "List Bullet", "Normal"} <= styles


@needs_office
def test_libreoffice_reads_the_words_of_the_pdf_in_the_word_document(tmp_path):
    case = the_case()
    for ending in ("pdf", "docx"):
        write_letter(case, tmp_path / f"letter.{ending}")
    assert words(as_text(tmp_path / "letter.docx", tmp_path)) == words(printed(tmp_path / "letter.pdf"))


def printed(path):
    """The text of the pages without what runs below each; what stands at the right comes after the left."""
    texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    return "\n".join(re.sub(r"Letter about .*|Page \d+ of \d+", "", text) for text in texts)


def words(text):
    """The words in a row, without the dots of lists."""
    return [word for word in text.replace("•", " ").split() if word.strip("_")]


@pytest.mark.parametrize("ending", ["pdf", "docx", "html"])
def test_a_full_letter_and_an_empty_one_can_be_written_twice_with_the_same_bytes(ending, tmp_path):
    for number, case in enumerate((full_case(), make_case())):
        once, again = (tmp_path / f"{name}{number}.{ending}" for name in ("a", "b"))
        write_letter(case, once)
        write_letter(case, again)
        assert once.read_bytes() == again.read_bytes()


def test_a_word_document_can_have_a_password_and_a_page_cannot(tmp_path):
    write_letter(the_case(), tmp_path / "a.docx", password="three long words")
    assert decrypted(tmp_path / "a.docx", "three long words")[:2] == b"PK"
    with pytest.raises(ExportError, match="cannot have a password"):
        write_letter(the_case(), tmp_path / "a.html", password="three long words")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]
