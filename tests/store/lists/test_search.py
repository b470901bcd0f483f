"""Words are found in every answer, however names are spelt on this keyboard."""

from hssib_desk.store.lists.search import match_of
from hssib_desk.store.lists.search_excerpt import CLOSE, OPEN, snippet


def test_welsh_and_polish_names_are_found(workbook, case):
    for typed in ("Łukasz", "lukasz", "LUKASZ", "łuk", "luk", "Llŷr", "llyr", "LLY"):
        assert {hit.case_ref for hit in workbook.lists.search(typed)} == {"C-2025-001"}, typed


def test_a_hit_names_case_form_and_field_and_shows_the_words(workbook, case, judgement, forms):
    workbook.save(
        judgement.id, {forms.note_field.key: "The family’s żółty folder was never read by anybody."}
    )
    hit = workbook.lists.search("zolty folder")[0]
    assert (hit.case_ref, hit.form, hit.field) == ("C-2025-001", forms.judgement.key, forms.note_field.key)
    assert hit.label == forms.note_field.label
    assert hit.snippet == f"The family’s {OPEN}żółty{CLOSE} {OPEN}folder{CLOSE} was never read by anybody."


def test_all_words_must_stand_in_one_answer(workbook, case, judgement, forms):
    workbook.save(judgement.id, {forms.note_field.key: "physical health check"})
    assert workbook.lists.search("health physical")
    assert workbook.lists.search("physical lukasz") == []


def test_words_that_were_taken_out_are_not_found(workbook, case, judgement, forms):
    for text in ("nightingale", "robin", None):
        workbook.save(judgement.id, {forms.note_field.key: text})
        assert bool(workbook.lists.search("nightingale")) is (text == "nightingale")
        assert bool(workbook.lists.search("robin")) is (text == "robin")


def test_an_nhs_number_is_found_with_and_without_spaces(workbook, forms):
    workbook.new_case(forms.death(nhs_number="9990000018"))
    for typed in ("9990000018", "999 000 0018", "999-000-0018"):
        assert [hit.field for hit in workbook.lists.search(typed)] == [forms.person.role("nhs_number").key]


def test_a_reference_is_found_first(workbook, forms):
    workbook.import_cases([forms.death()] * 12, "x")
    assert [hit.case_ref for hit in workbook.lists.search("C-2025-01")] == [
        "C-2025-012",
        "C-2025-011",
        "C-2025-010",
    ]


def test_no_text_is_a_wrong_search(workbook, case):
    for typed in ("", " ", '"', "a OR", "(", "col:x", "-x", "*", "^", "NEAR(a b)", "'", "\x00", "\ud83d"):
        assert workbook.lists.search(typed) == [], typed
    assert workbook.lists.search('Llŷr" (') != []


def test_one_or_two_letters_are_whole_words_only():
    assert match_of("he") == '"he"'
    assert match_of("the plan") == '"the" "plan"*'


def test_a_long_text_is_cut_round_the_first_word_found():
    body = "word " * 100 + "needle in the hay " + "straw " * 100
    shown = snippet(body, "needle")
    assert shown.startswith("…word")
    assert shown.endswith("…")
    assert f"{OPEN}needle{CLOSE} in the hay" in shown
    assert len(shown) < 200


def test_a_text_without_a_break_is_shown():
    assert f"{OPEN}{'x' * 1000}{CLOSE}" in snippet("x" * 1000, "x")
