"""A second review sees nothing of the first until it is signed, and the two are compared score by score."""

from dataclasses import replace

import pytest

from hssib_desk.domain.describe.markdown import describe_form
from hssib_desk.domain.forms import outline
from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.forms.rules import Context, is_shown
from hssib_desk.domain.review.case_file import EntryFile, Origin
from hssib_desk.domain.review.effective_case import standing
from hssib_desk.domain.review.review_comparison import compare, in_words, is_agreed_throughout, to_settle
from hssib_desk.domain.review.second_review import (
    assigned,
    fills_once,
    may_add,
    needs_second_review,
    reasons,
    same_person,
    shown_view,
    signer_answers,
    stage_view,
    state_of,
)
from tests.factories import SEAL, full_case, make_case, make_entry

LIBRARY = load_library()
JUDGED = LIBRARY.form_with_role("phase_score", repeat=False)
SIGNED = LIBRARY.form_with_role("declaration", repeat=False)
PHASES = [phase for phase in JUDGED.phases if phase.show_if is None]
OVERALL = next(phase for phase in PHASES if phase.field_with_role("overall_score"))
MARKER = "zzmarker"


def marked(form, number=1):
    """An entry in which every text of the first review can be told from any other."""
    answers = {
        f.key: f"{MARKER} {form.key} {f.key}"
        for f in form.fields
        if f.kind in ("text", "note", "open_choice")
    }
    ref = f"{form.letter}{number}" if form.repeat else ""
    return EntryFile(f"first-{form.key}{ref}", form, answers, ref=ref, seal=SEAL)


def first_review():
    return [marked(form) for form in LIBRARY.forms.values()]


def empty(stage, **more):
    return [EntryFile(f"{stage}-{f.key}", f, {}, stage=stage, **more) for f in fills_once(LIBRARY)]


def scored(stage, codes, **more):
    """A judgement with a score for each phase in order, and perhaps a reason for each."""
    answers = {}
    for phase, given in zip(PHASES, codes, strict=False):
        code, _, reason = given.partition(":")
        if code:
            answers[phase.score_field.key] = code
        if reason:
            answers[phase.field_with_role("agreed_reason").key] = reason
    return EntryFile(f"{stage}-judged", JUDGED, answers, stage=stage, **more)


def texts_of(case):
    return [str(value) for entry in case.entries for value in entry.answers.values()]


def test_the_judgement_is_filled_in_anew_and_signed_anew():
    assert {JUDGED.key, SIGNED.key} <= {form.key for form in fills_once(LIBRARY)}


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ([], "none"),
        ([("second", None)], "blind"),
        ([("second", SEAL)], "compare"),
        ([("second", SEAL), ("agreed", None)], "agreeing"),
        ([("second", SEAL), ("agreed", SEAL)], "settled"),
        ([("second", None), ("agreed", None)], "blind"),
    ],
)
def test_how_far_a_second_review_is(later, state):
    entries = [scored("first", ["1"], seal=SEAL), *(scored(stage, ["2"], seal=seal) for stage, seal in later)]
    case = make_case(entries=entries)
    assert state_of(case) == state
    assert (shown_view(case) is case) == (state != "blind")
    agreed = next((entry for entry in entries if entry.stage == "agreed"), entries[0])
    counts = agreed if state == "settled" else entries[0]
    assert PHASES[0].chosen(standing(case).entry(JUDGED.key).answers) == PHASES[0].chosen(counts.answers)


def test_a_blind_view_holds_nothing_of_the_first_judgement():
    case = make_case(entries=[*first_review(), *empty("second")], sealed_versions=1)
    view = stage_view(case, "second")
    hidden = [form for form in LIBRARY.forms.values() if form.second or form.blind]
    assert {JUDGED.key, SIGNED.key} <= {form.key for form in hidden}
    assert {entry.stage for entry in view.entries if entry.form in hidden} == {"second"}
    assert not [text for text in texts_of(view) for form in hidden if f"{MARKER} {form.key} " in text]
    blind = [
        f"{MARKER} {form.key} {f.key}" for form in LIBRARY.forms.values() for f in form.fields if f.blind
    ]
    assert blind and not set(blind) & set(texts_of(view))
    assert (view.seal, view.sealed_versions) == (None, 0)
    seals = {(e.seal.name, e.seal.role, e.seal.digest) for e in view.entries if e.seal}
    assert seals == {("", "", "")}


def test_a_blind_view_keeps_the_person_the_reasons_the_sources_and_the_family():
    case = make_case(entries=[*first_review(), *empty("second")])
    kept = {entry.form.key for entry in stage_view(case, "second").entries if entry.stage == "first"}
    for role in ("pen_portrait", "red_flags", "event_source", "question"):
        assert LIBRARY.form_with_role(role).key in kept


def test_links_and_origins_that_lead_to_the_first_judgement_are_cut():
    case = full_case()
    judged = case.entry(JUDGED.key)
    raised = LIBRARY.form_with_role("good_practice", repeat=True)
    link = next(field for field in raised.fields if field.kind == "link")
    gone = case.all_of(raised.key)[0]
    own = EntryFile("own", raised, {link.key: [gone.id, "kept"]}, stage="second", ref="L9")
    kept = EntryFile("kept", raised, {}, stage="second", ref="L8", origin=Origin(judged.id, PHASES[0].key))
    view = stage_view(replace(case, entries=(*case.entries, own, kept)), "second")
    assert view.entry_by_id("own").answers[link.key] == ["kept"]
    assert view.entry_by_id("kept").origin is None


def test_the_pages_of_a_blind_view_are_those_its_reviewer_may_see():
    view = stage_view(make_case(entries=[*first_review(), *empty("second")]), "second")
    pages = view.library.outline.pages
    forms = {key for page in pages for key in (page.form, *page.entries) if key}
    assert forms and not [key for key in forms if LIBRARY.forms[key].blind]
    states = {state.page.key: state for state in outline.page_states(view)}
    judging = [page for page in pages if page.form == JUDGED.key]
    assert judging
    assert all(states[page.key].score is None for page in judging)
    assert {item.entry.stage for _, item in outline.findings(view)} == {"second"}


def test_what_a_second_reviewer_only_reads_is_not_asked_of_them():
    person = LIBRARY.form_with_role("date_of_death", repeat=False)
    case = make_case(entries=[EntryFile("p", person, {}, seal=SEAL), *empty("second")])
    view = stage_view(case, "second")
    assert not [item for _, item in outline.findings(view) if item.entry.form is person]
    blind = next((f, form) for form in LIBRARY.forms.values() for f in form.fields if f.blind)
    held = EntryFile("h", blind[1], {}, seal=SEAL)
    assert not is_shown(blind[0], held, Context(view))


def test_a_second_review_may_add_its_own_entries_only():
    case = make_case(entries=[*first_review(), *empty("second")])
    view, problem = stage_view(case, "second"), LIBRARY.form_with_role("harm", repeat=True)
    timeline = LIBRARY.form_with_role("event_source", repeat=True)
    action = LIBRARY.form_with_role("target_date", repeat=True)
    assert may_add(view, problem)
    assert not may_add(view, timeline)
    assert not may_add(view, action)
    assert may_add(case, action) and not may_add(case, problem)


def test_each_stage_has_facts_of_its_own():
    low, high = scored("first", ["1"] * len(PHASES)), scored("second", ["5"] * len(PHASES))
    case = make_case(entries=[low, high])
    context = Context(case)
    found = [(context.fact("lowest", e), context.fact("overall", e)) for e in case.entries]
    assert found == [("1", "1"), ("5", "5")]


def test_the_reason_for_an_agreed_score_is_asked_at_that_stage_only():
    field = PHASES[0].field_with_role("agreed_reason")
    shown = []
    for stage in ("first", "second", "agreed"):
        case = make_case(entries=[scored(stage, ["3"])])
        shown.append(is_shown(field, case.entries[0], Context(case)))
    assert shown == [False, False, True]


# Comparing


def compared(first, second, agreed=None, agreed_seal=None):
    entries = [scored("first", first, seal=SEAL), scored("second", second, seal=SEAL)]
    entries += [scored("agreed", agreed, seal=agreed_seal)] if agreed is not None else []
    return make_case(entries=entries)


@pytest.mark.parametrize(
    ("first", "second", "same", "difference", "words"),
    [
        ("3", "3", True, 0, "Same score"),
        ("na", "na", True, None, "Same score"),
        ("2", "3", False, 1, "Second 1 point higher"),
        ("4", "1", False, -3, "Second 3 points lower"),
        ("na", "3", False, None, "Applicable for one reviewer only"),
        ("", "3", False, None, "Scored by one reviewer only"),
        ("", "", True, None, "Not scored by either"),
    ],
)
def test_a_difference_is_said_in_points_and_words(first, second, same, difference, words):
    row = compare(compared([first], [second]))[0]
    assert (row.is_same, row.difference, row.words) == (same, difference, words)


def test_sections_are_compared_in_the_order_of_the_form_with_overall_care_last():
    rows = compare(compared(["3"], ["3"]))
    assert [row.section.key for row in rows][-1] == OVERALL.key
    assert {row.section.key for row in rows} == {phase.key for phase in PHASES}
    assert in_words(rows) == "The same score for 1 of 1 sections."
    assert in_words(compare(compared(["3", "2"], ["3", "4"]))).endswith("At most 2 points apart.")


def test_a_changed_score_is_settled_by_a_score_and_a_reason():
    every = ["3"] * len(PHASES)
    other = ["2", *every[1:]]
    assert is_agreed_throughout(compared(every, every))
    assert not is_agreed_throughout(compared(every, other))
    left = to_settle(compared(every, other, []))
    assert [said for _, said in left] == ["No agreed score yet."] * len(PHASES)
    left = to_settle(compared(every, other, ["2", "4", *every[2:]]))
    assert [(row.section.key, said) for row, said in left] == [
        (PHASES[0].key, "Say why this is the agreed score."),
        (PHASES[1].key, "Say why this is the agreed score."),
    ]
    assert not to_settle(compared(every, other, ["2:the letter was found", "4:both think so", *every[2:]]))


# When one is due


def with_trigger(raw):
    table = {
        "key": "judging",
        "title": "Judging",
        "version": 1,
        "source": "local",
        "section": [
            {
                "key": "only",
                "title": "Only",
                "field": [{"key": "worry", "label": "A worry?", "kind": "text"}],
            }
        ],
        **raw,
    }
    return read_form(table, LIBRARY.lists, LIBRARY.raw_lists, "judging.toml")


WORRY = {"key": "worry", "when": {"field": "worry", "filled": True}, "say": "There was a worry."}


def test_a_form_can_give_further_reasons_for_a_second_review():
    form = with_trigger({"trigger": [WORRY]})
    calm, worried = EntryFile("e", form, {}, seal=SEAL), EntryFile("e", form, {"worry": "yes"}, seal=SEAL)
    assert not needs_second_review(make_case(entries=[calm]))
    case = make_case(entries=[worried])
    assert needs_second_review(case)
    assert reasons(case) == ["There was a worry."]
    assert "There was a worry." in describe_form(form, LIBRARY)


def test_a_low_overall_score_is_a_reason_in_words():
    case = make_case(entries=[make_entry(JUDGED, {f"{OVERALL.key}.overall_score": "1"}, seal=SEAL)])
    assert reasons(case) == ["Overall care is scored 1, very poor."]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"second": "yes"}, "must be true or false"),
        ({"second": True, "blind": True}, "do not go together"),
        ({"trigger": [{**WORRY, "whn": 1}]}, "“whn” is not known here"),
        ({"trigger": [{**WORRY, "when": {"field": "joy", "filled": True}}]}, "“joy”"),
        ({"trigger": [{"key": "worry", "when": WORRY["when"]}]}, "“say” is missing"),
    ],
)
def test_what_a_form_says_of_second_reviews_is_read_strictly(raw, said):
    with pytest.raises(FormError, match=said):
        with_trigger(raw)


# Who


def test_a_name_is_the_same_however_it_is_written():
    assert same_person("  R.  Reviewer ", "r. reviewer")
    assert not same_person("R. Reviewer", "S. Second")
    assert not same_person("", "")


def test_who_takes_a_stage_on_is_kept_in_its_own_form():
    entry = EntryFile("s", SIGNED, signer_answers(SIGNED, " S. Second ", "Nurse"), stage="second")
    found = assigned(make_case(entries=[entry]), "second")
    assert (found.name, found.role) == ("S. Second", "Nurse")
    assert entry.value("declaration") == "yes"
