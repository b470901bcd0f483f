"""What is new to a person in a workbook that others write in too, on a real file with two accounts."""

import json
import shutil
from datetime import date

import pytest

from hssib_desk.domain.review.second_review import shown_view
from hssib_desk.store.backups import restore
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lists.seen import MOST, Memory, Seen
from hssib_desk.store.state import recall, state_path
from hssib_desk.store.workbook import Workbook

ANN, BEN = "ann", "ben"


class Team:
    """Two people who write in one file, one after the other."""

    def __init__(self, path, library, clock):
        self.path, self.library, self.clock = path, library, clock

    def open(self, who, path=None, **more):
        self.clock.pass_by(hours=1)
        return Workbook.open(
            path or self.path, library=self.library, actor=who, now=self.clock, back_up=False, **more
        )

    def does(self, who, act):
        with self.open(who) as workbook:
            return act(workbook)

    def news(self, who, case_id):
        return self.does(who, lambda wb: wb.since.news(case_id).items)

    def changed(self, who):
        return self.does(who, lambda wb: wb.since.changed())

    def looks(self, who, case_id):
        def look(workbook):
            shown = workbook.since.news(case_id)
            workbook.since.looked(case_id, shown.upto)

        self.does(who, look)


@pytest.fixture
def team(path, library, clock, case, workbook):
    """Ann and Ben have both looked at the workbook, which holds one case with an action."""
    workbook.close()
    made = Team(path, library, clock)
    for who in (ANN, BEN):
        made.changed(who)
    return made


@pytest.fixture
def action(team, case, forms):
    made = team.does(
        ANN, lambda wb: wb.add_entry(case.id, forms.action.key, answers=forms.act(title="Ring on day two"))
    )
    team.looks(BEN, case.id)
    return made


def key(forms, role):
    return forms.action.role(role).key


def test_nothing_is_new_to_who_opens_a_workbook_for_the_first_time(team, case):
    assert team.changed("cleo") == []
    assert team.news("cleo", case.id) == ()


def test_others_see_what_changed_and_who_wrote_it_does_not(team, case, action, forms):
    owner = key(forms, "owner")
    team.does(BEN, lambda wb: wb.save(action.id, {owner: "Ward manager"}))
    assert team.changed(ANN) == [case.id]
    assert team.changed(BEN) == []
    (item,) = team.news(ANN, case.id)
    assert (item.entry_id, item.field) == (action.id, owner)
    assert item.place == f"{forms.action.by_key[owner].label} of {action.ref}"
    assert (item.before, item.now, item.who) == ("", "Ward manager", BEN)


def test_looking_leaves_the_workbook_as_it_is(team, case, action, forms, path):
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Ward manager"}))
    before = path.read_bytes()
    team.looks(ANN, case.id)
    assert path.read_bytes() == before
    assert team.changed(ANN) == []


def test_case_that_was_looked_at_says_on_which_day(team, case, action, forms, clock):
    team.looks(ANN, case.id)
    day = clock.at.date()
    clock.pass_by(days=3)
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Ward manager"}))
    assert team.does(ANN, lambda wb: wb.since.news(case.id)).since == day


def test_several_changes_of_a_field_are_one_from_the_first_to_the_last(team, case, action, forms):
    owner = key(forms, "owner")
    for name in ("Ward manager", "Matron", "Head of nursing"):
        team.does(BEN, lambda wb, name=name: wb.save(action.id, {owner: name}))
    (item,) = team.news(ANN, case.id)
    assert (item.before, item.now) == ("", "Head of nursing")


def test_what_was_taken_back_is_no_news(team, case, action, forms):
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Ward manager"}))
    team.does(BEN, lambda wb: wb.undo(case.id))
    assert team.changed(ANN) == []
    assert team.news(ANN, case.id) == ()
    team.does(BEN, lambda wb: wb.redo(case.id))
    assert team.changed(ANN) == [case.id]


def test_answer_that_came_back_to_what_it_was_is_still_said_to_have_changed(team, case, action, forms):
    owner = key(forms, "owner")
    team.does(ANN, lambda wb: wb.save(action.id, {owner: "Matron"}))
    for name in ("Ward manager", "Head of nursing", "Matron"):
        team.does(BEN, lambda wb, name=name: wb.save(action.id, {owner: name}))
    assert team.changed(ANN) == [case.id]
    (item,) = team.news(ANN, case.id)
    assert (item.now, item.times, item.who) == ("Matron", 3, BEN)


def test_what_i_changed_after_the_others_is_known_to_me(team, case, action, forms):
    owner = key(forms, "owner")
    team.does(BEN, lambda wb: wb.save(action.id, {owner: "Ward manager"}))
    team.does(ANN, lambda wb: wb.save(action.id, {owner: "Matron"}))
    assert team.changed(ANN) == []
    assert team.changed(BEN) == [case.id]


def test_new_entry_is_one_piece_of_news_and_one_taken_out_says_so(team, case, action, forms):
    made = team.does(
        BEN, lambda wb: wb.add_entry(case.id, forms.action.key, answers=forms.act(title="Write it down"))
    )
    team.does(BEN, lambda wb: wb.save(made.id, {key(forms, "owner"): "Matron"}))
    team.does(BEN, lambda wb: wb.remove_entry(action.id, "twice"))
    new, gone = team.news(ANN, case.id)
    assert (new.entry_id, new.place) == (made.id, f"{forms.action.singular} {made.ref}")
    assert (gone.entry_id, gone.place, gone.now) == ("", action.ref, "taken out")


def test_new_case_of_somebody_else_is_news(team, forms):
    made = team.does(BEN, lambda wb: wb.new_case(forms.death()))
    assert team.changed(ANN) == [made.id]
    assert team.changed(BEN) == []
    assert {item.now.split(",")[0] for item in team.news(ANN, made.id)} == {"new"}


def test_what_one_imported_oneself_is_no_news(team, case, action, forms):
    owner = key(forms, "owner")
    team.looks(ANN, case.id)
    team.does(ANN, lambda wb: wb.import_cases([forms.death()], "deaths.xlsx"))
    team.does(ANN, lambda wb: wb.update_actions({action.id: {owner: "Matron"}}, "log.xlsx"))
    assert team.changed(ANN) == []
    imported, changed = sorted(team.changed(BEN), key=lambda case_id: case_id == case.id)
    assert changed == case.id
    assert all("import" in item.now for item in team.news(BEN, imported))


def test_line_that_grew_after_it_was_seen_is_news_again(team, case, action, forms, library, clock):
    text = key(forms, "title")
    with team.open(BEN) as writing:
        writing.save(action.id, {text: "Ring on day two and"})
        with team.open(ANN, read_only=True) as reading:
            reading.since.looked(case.id, reading.since.news(case.id).upto)
            assert reading.since.changed() == []
            writing.save(action.id, {text: "Ring on day two and write it down"})
            (item,) = reading.since.news(case.id).items
    assert item.now.endswith("write it down")


def test_what_came_while_the_case_was_open_stays_news(team, case, action, forms):
    with team.open(BEN) as writing, team.open(ANN, read_only=True) as reading:
        writing.save(action.id, {key(forms, "owner"): "Matron"})
        shown = reading.since.news(case.id)
        writing.save(action.id, {key(forms, "title"): "Another title"})
        assert reading.since.changed() == [case.id]
        reading.since.looked(case.id, shown.upto)
        (item,) = reading.since.news(case.id).items
    assert item.field == key(forms, "title")


def test_everything_can_be_marked_as_seen(team, case, action, forms):
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Matron"}))
    team.does(ANN, lambda wb: wb.since.looked_at_all())
    assert team.changed(ANN) == []


def test_restored_file_is_read_from_where_both_agree(team, case, action, forms, path):
    owner = key(forms, "owner")
    copy = team.does(ANN, lambda wb: wb.copies.backup())
    team.does(BEN, lambda wb: wb.save(action.id, {owner: "Matron"}))
    team.looks(ANN, case.id)
    restore(path, copy)
    assert team.changed(ANN) == []
    team.does(BEN, lambda wb: wb.save(action.id, {owner: "Head of nursing"}))
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "title"): "Ring on day one"}))
    items = {item.field: item.now for item in team.news(ANN, case.id)}
    assert items[owner] == "Head of nursing"
    assert len(items) == 2


def test_moved_file_goes_on_and_a_copy_of_before_says_nothing(team, case, action, forms, path, tmp_path):
    old = shutil.copy(path, tmp_path / "old.hssib")
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Matron"}))
    assert team.changed(ANN) == [case.id]
    with team.open(ANN, old) as copied:
        assert copied.since.changed() == []
    assert team.changed(ANN) == [case.id]
    moved = path.rename(tmp_path / "moved.hssib")
    with team.open(ANN, moved) as there:
        assert there.since.changed() == [case.id]


def test_case_that_was_disposed_of_is_no_longer_counted(team, case, action, forms):
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): "Matron"}))
    assert team.changed(ANN) == [case.id]
    team.does(BEN, lambda wb: wb.retention.dispose([case.id], "Begun by mistake", early=True))
    assert team.changed(ANN) == []


def test_computer_remembers_no_answer_and_a_spoilt_memory_is_no_fault(team, case, action, forms, path):
    marker = "Zirkelbaumfarn"
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): marker}))
    team.looks(ANN, case.id)
    with team.open(ANN) as workbook:
        name = f"looked-{workbook.facts.workbook_id}"
    assert marker not in state_path(name).read_text("utf-8")
    assert len(recall(name)) == 2
    state_path(name).write_text(json.dumps({f"{ANN}\n{path.absolute()}": {"points": "?"}}))
    assert team.changed(ANN) == []


def test_second_reviewer_hears_nothing_of_the_first_judgement(team, case, judgement, action, forms):
    marker = "Zirkelbaumfarn"

    def first(workbook):
        raised = workbook.add_entry(case.id, forms.raised.key)
        workbook.save(judgement.id, {forms.note_field.key: marker})
        workbook.save(raised.id, {forms.raised.role("title").key: marker})
        person = workbook.case(case.id).entry(forms.person.key)
        workbook.save(person.id, {forms.person.role("given_name").key: "Lukas"})
        workbook.remove_entry(raised.id, "")
        workbook.reviews.sign(case.id, name="R. Reviewer", role="")
        workbook.reviews.start_second(case.id, name="S. Second", role="")

    team.does(BEN, first)
    told = team.news(ANN, case.id)
    assert [item.field for item in told if item.field] == [forms.person.role("given_name").key]
    own = team.does(ANN, lambda wb: shown_view(wb.case(case.id))).entries
    assert {item.entry_id for item in told} <= {entry.id for entry in own}
    assert marker not in str(told)
    assert not any(item.who for item in told)
    assert team.changed(ANN) == [case.id]
    team.looks(ANN, case.id)
    team.does(BEN, lambda wb: wb.save(action.id, {key(forms, "owner"): marker}))
    assert team.changed(ANN) == []
    assert team.news(ANN, case.id) == ()


def test_long_text_is_shown_where_it_differs(team, case, judgement, forms):
    words = "The same sentence stands here. " * 20
    note = forms.note_field.key
    team.does(BEN, lambda wb: wb.save(judgement.id, {note: words}))
    team.looks(ANN, case.id)
    team.does(BEN, lambda wb: wb.save(judgement.id, {note: words + "And one more."}))
    (item,) = team.news(ANN, case.id)
    assert item.now.startswith("… ")
    assert item.now.endswith("And one more.")
    assert len(item.now) < 200


def test_list_can_be_narrowed_to_some_cases(team, case, forms):
    made = team.does(BEN, lambda wb: wb.new_case(forms.death()))
    query = CaseQuery(only=(made.id,))
    assert team.does(ANN, lambda wb: wb.lists.count_cases(query)) == 1
    assert [row.id for row in team.does(ANN, lambda wb: wb.lists.cases(query))] == [made.id]
    assert team.does(ANN, lambda wb: wb.lists.count_cases(CaseQuery(only=()))) == 0


def test_very_many_changed_cases_are_remembered_up_to_a_number(tmp_path):
    memory = Memory("an-id", tmp_path / "x.hssib", ANN)
    memory.seen = Seen(changed={f"case-{n}": n for n in range(MOST + 5)})
    memory.keep()
    again = Memory("an-id", tmp_path / "x.hssib", ANN)
    again.read(Seen().last, lambda points: points[0])
    assert len(again.seen.changed) == MOST
    memory.look_at("case-7", None, date(2025, 11, 3))
    assert "case-7" not in memory.seen.changed
