"""Numbers that damage took away are given anew, each review in its own series."""

from hssib_desk.store.recovery.mend_cases import counter_rows
from hssib_desk.store.recovery.mend_gaps import give_numbers
from hssib_desk.store.recovery.salvage import Salvaged


def row(entry_id, form, stage, ref):
    known = {"id": entry_id, "case_id": "c", "form_id": form.key, "form_key": form.key}
    return {**known, "stage": stage, "ref": ref, "position": 0}


def test_the_entries_of_a_second_review_are_numbered_in_their_own_series(forms):
    letter = forms.raised.letter
    found = {
        "1": row("1", forms.raised, "first", f"{letter}1"),
        "2": row("2", forms.raised, "first", ""),
        "3": row("3", forms.raised, "second", f"2{letter}4"),
        "4": row("4", forms.raised, "second", ""),
    }
    notes = give_numbers(found, {forms.raised.key: forms.raised}, Salvaged())
    assert [item["ref"] for item in found.values()] == [
        f"{letter}1",
        f"{letter}2",
        f"2{letter}4",
        f"2{letter}5",
    ]
    assert set(notes) == {"2", "4"}
    given = counter_rows(Salvaged(), Salvaged(), {}, found.values(), {forms.raised.key: letter})
    assert {item["name"]: item["value"] for item in given} == {f"c {letter}": 2, f"c 2{letter}": 5}
