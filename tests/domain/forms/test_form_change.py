"""Two versions of a form side by side: what differs, and where each answer goes."""

from hssib_desk.domain.forms.form_change import carried, compare_forms
from hssib_desk.domain.forms.form_reader import form_from_raw

COLOURS = {
    "key": "colours",
    "title": "Colours",
    "version": 1,
    "source": "local",
    "choice": [
        {"code": "r", "label": "Red"},
        {"code": "g", "label": "Green"},
        {"code": "b", "label": "Blue"},
    ],
}
YES = {
    "key": "yes_no",
    "title": "Yes",
    "version": 1,
    "source": "local",
    "choice": [{"code": "yes", "label": "Y"}],
}


def made(fields, choices=None, version=1):
    colours = {**COLOURS, "choice": choices or COLOURS["choice"]}
    form = {
        "key": "f", "title": "F", "version": version, "source": "local",
        "section": [{"key": "s", "title": "S", "field": fields}],
    }  # fmt: skip
    return form_from_raw({"form": form, "lists": {"colours": colours, "yes_no": YES}}, "test")


def asked(key, kind="text", **more):
    return {"key": key, "label": key.title(), "kind": kind, **more}


def test_new_renamed_and_dropped_questions_are_told_apart():
    old = made([asked("a"), asked("b"), asked("c"), asked("d")])
    new = made([asked("a"), asked("bb", label="Bee", renamed=["b"]), asked("e")], version=2)
    answers = {"a": "1", "b": "2", "c": "3"}
    found = compare_forms(old, new, answers)
    assert found.renamed == (("B", "Bee"),)
    assert found.dropped == (("C", "3"), ("D", ""))
    assert found.asked == ("E",)
    assert not found.is_quiet
    assert carried(old, new, answers) == {"a": "1", "bb": "2"}


def test_the_same_questions_with_other_help_are_no_news():
    old, new = made([asked("a")]), made([asked("a", help="In a few words.")])
    assert compare_forms(old, new, {"a": "1"}).is_quiet


def test_a_list_that_changed_names_what_is_new_gone_and_worded_anew():
    choices = [{"code": "r", "label": "Crimson"}, {"code": "g", "label": "Green", "retired": True},
               {"code": "y", "label": "Yellow"}]  # fmt: skip
    old = made([asked("a", "choice", list="colours")])
    new = made([asked("a", "choice", list="colours")], choices)
    said = "new: “Yellow”; no longer offered: “Green”, “Blue”; reworded: “Crimson”"
    assert compare_forms(old, new, {}).choices == (("A", said),)


def test_a_choice_that_is_gone_stays_in_its_words_to_be_chosen_again():
    gone = [{"code": "y", "label": "Yellow"}]
    for kind, value, stays in (("choice", "b", "Blue"), ("choices", ["b", "r"], ["Blue", "Red"])):
        old, new = made([asked("a", kind, list="colours")]), made([asked("a", kind, list="colours")], gone)
        assert carried(old, new, {"a": value}) == {"a": stays}
        shown = stays if isinstance(stays, str) else ", ".join(stays)
        assert compare_forms(old, new, {"a": value}).again == (("A", shown),)


def test_an_answer_of_another_kind_is_read_anew_and_never_lost():
    cases = [
        ("text", "19 October 2025", "date", "2025-10-19"),
        ("text", "some day", "date", "some day"),
        ("date", "2025-10-19", "text", "19 Oct 2025"),
        ("text", "12", "integer", 12),
        ("note", "Green", "choice", "g"),
        ("choice", "g", "text", "Green"),
        ("text", "Green, Blue", "choices", ["g", "b"]),
        ("choice", "g", "choices", ["g"]),
        ("choices", ["g", "b"], "choice", "Green, Blue"),
    ]
    coded = ("choice", "choices")
    for before, value, after, wanted in cases:
        old = made([asked("a", before, **({"list": "colours"} if before in coded else {}))])
        new = made([asked("a", after, **({"list": "colours"} if after in coded else {}))])
        assert carried(old, new, {"a": value}) == {"a": wanted}, (before, after)
