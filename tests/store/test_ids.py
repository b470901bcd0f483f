"""Ids that sort by time."""

import threading
from uuid import UUID

from hssib_desk.store.ids import case_ref, entry_ref, full_ref, letter_of, new_id


def test_later_ids_sort_after_earlier_ones():
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {(UUID(one).version, UUID(one).variant) for one in made} == {(7, "specified in RFC 4122")}


def test_threads_get_different_ids():
    made = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_references_are_written_as_people_say_them():
    assert case_ref(2025, 14) == "C-2025-014"
    assert case_ref(2025, 1000) == "C-2025-1000"
    assert entry_ref("P", 1, two_digits=False) == "P1"
    assert full_ref("C-2025-014", entry_ref("A", 3, two_digits=True)) == "C-2025-014-A03"


def test_a_second_review_has_references_of_its_own(forms):
    letter = forms.raised.letter
    assert letter_of(forms.raised, "first") == letter
    assert entry_ref(letter_of(forms.raised, "second"), 1, two_digits=False) == f"2{letter}1"
