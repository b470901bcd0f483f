"""Each part of a review has its own signature; the last one seals the whole."""

from functools import partial

import pytest

from hssib_desk.domain.forms.library import load_library
from hssib_desk.domain.parts.standing import answered_by_acts, entry_of, standings
from hssib_desk.store.errors import NotReady, Sealed
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.verify.check import check
from tests.factories import sample
from tests.faults.alterations import unguarded
from tests.parts import finish, states
from tests.store.conftest import living_field

WHO = {"name": "S. Lead", "role": "Patient safety lead"}


@pytest.fixture
def ready(workbook, case, forms):
    workbook.add_entry(case.id, forms.raised.key)
    workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    return finish(workbook, case.id)


def faults(path):
    return [item for item in check(path, load_library()) if item.severity == "error"]


def standing(workbook, case, key):
    return next(item for item in standings(workbook.case(case.id)) if item.part.key == key)


def test_each_signs_their_part_and_the_last_one_seals(workbook, ready, clock, path, reopen):
    assert states(ready) == dict.fromkeys(("reviewer", "safety", "family"), "open")
    assert workbook.reviews.sign_parts(ready.id, ["safety"], **WHO) is None
    now = workbook.case(ready.id)
    assert states(now) == {"reviewer": "waiting", "safety": "signed", "family": "waiting"}
    assert (now.seal, now.status) == (None, "draft")
    clock.pass_by(hours=2)
    workbook.reviews.sign_parts(ready.id, ["family"], name="F. Liaison", role="Family liaison officer")
    seal = workbook.reviews.sign_parts(
        ready.id, ["reviewer"], name="R. Reviewer", role="Psychiatrist", warnings={"odd": "seen"}
    )
    assert (seal.name, seal.warnings) == ("R. Reviewer", {"odd": "seen"})
    again = reopen(workbook)
    version = again.reviews.sealed_versions(ready.id)[0]
    signed = {item.part.key: (item.by, item.role, item.time) for item in standings(version.case)}
    assert signed["safety"] == (
        "S. Lead",
        "Patient safety lead",
        standing(again, ready, "safety").time,
    )
    assert {key: by for key, (by, _, _) in signed.items()} == {
        "reviewer": "R. Reviewer", "safety": "S. Lead", "family": "F. Liaison"
    }  # fmt: skip
    assert signed["safety"][2] < signed["family"][2]
    declared = {item.part.key: item.declared for item in standings(version.case)}
    assert "not involved" in declared["reviewer"] and "not involved" not in declared["family"]
    assert again.case(ready.id).status in ("signed", "second_review")
    assert faults(path) == []


def test_one_person_signs_everything_with_one_signature(workbook, ready):
    before = len(ready.entries)
    seal = workbook.reviews.sign_parts(
        ready.id, ["reviewer", "safety", "family"], name="R. Reviewer", role=""
    )
    now = workbook.case(ready.id)
    assert now.seal == seal and len(now.entries) == before
    assert {(item.by, item.state, item.whole) for item in standings(now)} == {("R. Reviewer", "signed", True)}


def test_a_part_waits_for_its_own_answers_alone(workbook, case):
    finish(workbook, case.id, "family")
    with pytest.raises(NotReady, match="needs more answers first: "):
        workbook.reviews.sign_parts(case.id, ["reviewer"], **WHO)
    with pytest.raises(NotReady, match="name"):
        workbook.reviews.sign_parts(case.id, ["family"], name=" ", role="")
    with pytest.raises(NotReady, match="no part “chaplain”"):
        workbook.reviews.sign_parts(case.id, ["chaplain"], **WHO)
    with pytest.raises(NotReady, match="Choose the part"):
        workbook.reviews.sign_parts(case.id, [], **WHO)
    workbook.reviews.sign_parts(case.id, ["family"], **WHO)
    with pytest.raises(NotReady, match="signed, or was set aside"):
        workbook.reviews.sign_parts(case.id, ["family"], **WHO)


def test_what_is_signed_stays_and_what_is_not_may_be_written(workbook, ready, forms):
    action, problem = ready.all_of(forms.action.key)[0], ready.all_of(forms.raised.key)[0]
    title, progress = forms.action.role("title").key, living_field(forms.action).key
    workbook.reviews.sign_parts(ready.id, ["safety"], **WHO)
    with pytest.raises(Sealed, match="part of the review is signed"):
        workbook.save(action.id, {title: "Something else"})
    with pytest.raises(Sealed):
        workbook.add_entry(ready.id, forms.action.key, answers=forms.act())
    with pytest.raises(Sealed):
        workbook.remove_entry(action.id, "no longer wanted")
    with pytest.raises(Sealed):
        workbook.reviews.set_level(ready.id, "short")
    workbook.save(action.id, {progress: "Half done"})
    workbook.save(problem.id, {forms.raised.role("title").key: "Worded better by the reviewer"})
    part = next(e for e in workbook.case(ready.id).entries if e.form.role("part"))
    with pytest.raises(Sealed):
        workbook.save(part.id, {part.field("part_signed_by").key: "Somebody else"})
    assert workbook.undo(ready.id) is not None  # the reviewer's words, and not the signature
    assert states(workbook.case(ready.id))["safety"] == "signed"


def test_a_form_that_is_begun_late_takes_only_what_stays_open(workbook, ready):
    empty = next(
        entry
        for entry in ready.entries
        if not entry.answers and workbook.library.part_of(entry.form.key) == "reviewer"
    )
    form = empty.form
    workbook.remove_entry(empty.id, "as in a workbook of earlier forms")
    workbook.reviews.sign_parts(ready.id, ["reviewer"], **WHO)
    field = next(field for field in form.fields if not field.living and field.kind in ("note", "text"))
    with pytest.raises(Sealed, match="part of the review is signed"):
        workbook.add_entry(ready.id, form.key, answers={field.key: "Written afterwards"})
    assert workbook.add_entry(ready.id, form.key).answers == {}


def test_a_part_is_opened_again_with_a_reason(workbook, ready, forms):
    action = ready.all_of(forms.action.key)[0]
    title = forms.action.role("title").key
    workbook.reviews.sign_parts(ready.id, ["safety"], **WHO)
    with pytest.raises(NotReady, match="Write why"):
        workbook.reviews.open_part(ready.id, "safety", " ")
    with pytest.raises(NotReady, match="neither signed nor set aside"):
        workbook.reviews.open_part(ready.id, "family", "Too early")
    workbook.reviews.open_part(ready.id, "safety", "An action was missing")
    workbook.save(action.id, {title: "Something else"})
    assert states(workbook.case(ready.id)) == dict.fromkeys(("reviewer", "safety", "family"), "open")
    told = [(line.what, line.why) for line in workbook.past(ready.id, as_shown=True)]
    assert ("Part signed", "Part signed by S. Lead, Patient safety lead") in told
    assert ("Part reopened", "An action was missing") in told


def test_a_part_of_a_sealed_review_is_opened_and_the_others_stay_signed(workbook, ready, path, clock):
    workbook.reviews.sign(ready.id, name="R. Reviewer", role="Psychiatrist")
    clock.pass_by(days=9)
    workbook.reviews.open_part(ready.id, "family", "The family sent corrections")
    now = workbook.case(ready.id)
    assert states(now) == {"reviewer": "signed", "safety": "signed", "family": "waiting"}
    assert standing(workbook, ready, "reviewer").by == "R. Reviewer"
    assert standing(workbook, ready, "reviewer").on == clock.at.date().replace(day=18)
    workbook.reviews.sign_parts(ready.id, ["family"], name="F. Liaison", role="")
    assert [v.number for v in workbook.reviews.sealed_versions(ready.id)] == [1, 2]
    workbook.reviews.reopen(ready.id, "All of it anew")
    assert set(states(workbook.case(ready.id)).values()) == {"open"}
    workbook.close()
    assert faults(path) == []


def test_a_part_is_set_aside_with_a_reason(workbook, case, clock):
    finish(workbook, case.id, "reviewer", "safety")
    with pytest.raises(NotReady, match="why"):
        workbook.reviews.set_part_aside(case.id, "family", "  ")
    workbook.reviews.set_part_aside(case.id, "family", "No family or friend is known", "S. Lead")
    found = standing(workbook, case, "family")
    assert (found.state, found.why, found.by, found.on) == (
        "aside", "No family or friend is known", "S. Lead", clock.at.date()
    )  # fmt: skip
    workbook.reviews.set_part_aside(case.id, "safety", "Away until spring")
    with pytest.raises(NotReady, match="at least one signature"):
        workbook.reviews.set_part_aside(case.id, "reviewer", "Nobody has time")
    workbook.reviews.open_part(case.id, "safety", "Back again")
    workbook.reviews.sign_parts(case.id, ["safety"], **WHO)
    assert workbook.reviews.sign_parts(case.id, ["reviewer"], name="R. Reviewer", role="") is not None


def test_a_second_review_is_for_somebody_else_than_whoever_judged(workbook, ready):
    workbook.reviews.sign_parts(ready.id, ["reviewer"], name="R. Mensah", role="Consultant nurse")
    workbook.reviews.sign_parts(ready.id, ["safety", "family"], **WHO)
    with pytest.raises(NotReady, match=r"R\. mensah signed the first review"):
        workbook.reviews.start_second(ready.id, name="R. mensah", role="Consultant nurse")
    assert workbook.reviews.start_second(ready.id, **WHO).stage == "second"


def test_when_the_last_part_is_set_aside_the_whole_is_signed_by_name(workbook, case):
    finish(workbook, case.id, "reviewer", "safety")
    workbook.reviews.sign_parts(case.id, ["reviewer", "safety"], name="R. Reviewer", role="")
    workbook.reviews.set_part_aside(case.id, "family", "No family or friend is known")
    assert workbook.case(case.id).seal is None
    assert workbook.reviews.sign_parts(case.id, [], name="R. Reviewer", role="").name == "R. Reviewer"


def test_lists_say_which_part_is_waited_for_whom_and_when(workbook, case, ready, clock):
    other = workbook.new_case()
    assert workbook.lists.home(clock.at.date()).parts.rows == ()
    workbook.reviews.assign_part(
        ready.id, "family", name="S. Okafor", role="family_liaison", due="2025-11-22"
    )
    workbook.reviews.assign_part(other.id, "safety", name="A. Lead")
    home = workbook.lists.home(clock.at.date())
    assert [(r.case_ref, r.detail, r.days) for r in home.parts.rows] == [
        (ready.ref, "Family part · S. Okafor", 4), (other.ref, "Safety part · A. Lead", None)
    ]  # fmt: skip
    assert home.parts.count == 2
    assert workbook.case(other.id).status == "not_started"
    workbook.reviews.assign_part(other.id, "safety", name="A. Other")
    assert workbook.lists.home(clock.at.date()).parts.rows[1].detail == "Safety part · A. Other"
    assert workbook.undo(other.id) is not None
    assert workbook.lists.home(clock.at.date()).parts.rows[1].detail == "Safety part · A. Lead"
    workbook.reviews.sign_parts(ready.id, ["family"], name="S. Okafor", role="")
    listed = [row.ref for row in workbook.lists.cases(CaseQuery(part="family"))]
    assert listed == [other.ref]
    assert {row.ref for row in workbook.lists.cases(CaseQuery(part="safety"))} == {ready.ref, other.ref}
    waiting = {r.detail for r in workbook.lists.home(clock.at.date()).parts.rows if r.case_ref == ready.ref}
    assert waiting == {"Reviewer part", "Safety part"}


def test_a_list_of_deaths_takes_nothing_that_a_signed_part_holds(workbook, ready, forms):
    assert not existing(workbook, ready).entries[forms.person.key].is_signed
    workbook.reviews.sign_parts(ready.id, ["family"], **WHO)
    assert not existing(workbook, ready).entries[forms.person.key].is_signed
    workbook.reviews.sign_parts(ready.id, ["reviewer"], **WHO)
    assert existing(workbook, ready).entries[forms.person.key].is_signed


def existing(workbook, case):
    return next(found for found in workbook.lists.existing_cases() if found.ref == case.ref)


def test_no_door_writes_a_signature_that_only_an_act_gives(workbook, ready, forms):
    workbook.reviews.sign_parts(ready.id, ["safety"], **WHO)
    signed = entry_of(workbook.case(ready.id), "safety")
    part, acts = {"part": "family"}, answered_by_acts(workbook.library.forms["parts"])
    assert len(acts) == 11
    doors = [
        *(partial(workbook.add_entry, ready.id, "parts", answers={**part, key: "x"}) for key in acts),
        *(partial(workbook.save, signed.id, {key: "Y"}) for key in acts),
        *(partial(workbook.save, signed.id, {key: None}) for key in acts if key in signed.answers),
        *(partial(workbook.new_case, {"parts": {**part, key: "x"}}) for key in acts),
        *(partial(workbook.import_cases, [{"parts": {**part, key: "x"}}], "x") for key in acts),
        partial(workbook.import_cases, [], "x", changes={signed.id: {"part_signed_by": "Y"}}),
        partial(workbook.update_actions, {signed.id: {"part_signed_by": "Y"}}, "log.xlsx"),
    ]
    for door in doors:
        with pytest.raises(Sealed, match="cannot be written as an answer"):
            door()
    assert entry_of(workbook.case(ready.id), "safety").answers == signed.answers
    assert workbook.lists.count_cases(CaseQuery()) == 1


def test_a_part_is_checked_against_what_was_signed_until_the_whole_is_sealed(workbook, ready, path):
    workbook.reviews.sign_parts(ready.id, ["safety"], **WHO)
    found = standing(workbook, ready, "safety")
    assert len(found.digest.partition("-")[0]) == 64
    finish(workbook, ready.id)
    action = next(e for e in workbook.case(ready.id).entries if e.form.role("owner"))
    living = living_field(action.form)
    workbook.save(action.id, {living.key: sample(living)})  # goes on after the signature
    workbook.close()
    assert faults(path) == []
    closed = action.form.role("title").key
    with unguarded(path) as raw:
        raw.execute(
            "UPDATE entries SET answers = json_set(answers, ?, 'Do nothing') WHERE id = ?",
            (f"$.{closed}", action.id),
        )
    said = f"The Safety part of {ready.ref} was altered after {WHO['name']} signed it."
    assert said in [item.sentence for item in faults(path)]


def test_a_part_that_was_reopened_says_when_and_why_until_it_is_signed_again(workbook, ready):
    workbook.reviews.sign_parts(ready.id, ["safety"], **WHO)
    first = standing(workbook, ready, "safety").digest
    workbook.reviews.open_part(ready.id, "safety", "An action was left out")
    opened = standing(workbook, ready, "safety")
    assert (opened.state, opened.digest) == ("open", "")
    assert opened.opened == (workbook.case(ready.id).today, "An action was left out")
    workbook.reviews.sign_parts(ready.id, ["safety"], name="B. Lead", role="")
    again = standing(workbook, ready, "safety")
    assert again.opened is None and again.digest not in ("", first)
