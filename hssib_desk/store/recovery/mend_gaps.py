"""What damage left out: the numbers of entries whose row is lost, and cases of which nothing can be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from hssib_desk.domain.actions.measures import is_action
from hssib_desk.domain.forms.form import Form
from hssib_desk.store.ids import entry_ref, letter_of, new_id
from hssib_desk.store.recovery.mend_entries import Outcome, blank, is_id
from hssib_desk.store.recovery.salvage import Salvaged
from hssib_desk.store.schema.layouts import Row

_REF = re.compile(r"C-\d{4}-\d{3,}-(\d?[A-Z]+\d+)")
_NUMBER = re.compile(r"\d+$")


def give_numbers(entries: Mapping[str, Row], forms: Mapping[str, Form], file: Salvaged) -> dict[str, str]:
    """Number the entries whose own number is lost, from the list of actions or anew; say so by entry."""
    listed = {row["entry_id"]: _REF.fullmatch(str(row["ref"])) for row in file.table("actions").values()}
    highest: dict[tuple[str, str], int] = defaultdict(int)
    for row in entries.values():
        number = _NUMBER.search(str(row["ref"]))
        if number:
            place = str(row["case_id"]), row["ref"][: number.start()]
            highest[place] = max(highest[place], int(number[0]))
    notes = {}
    for entry_id, row in sorted(entries.items()):
        form = forms[row["form_id"]]
        if not form.repeat or row["ref"]:
            continue
        letter = letter_of(form, row["stage"])
        found, place = listed.get(entry_id), (str(row["case_id"]), letter)
        highest[place] += 1
        row["ref"] = found[1] if found else entry_ref(letter, highest[place], two_digits=is_action(form))
        number = _NUMBER.search(row["ref"])
        row["position"] = int(number[0]) if number else highest[place]
        highest[place] = max(highest[place], row["position"])
        if not found:
            notes[entry_id] = f"Its number was lost; it is {row['ref']} now."
    return notes


def fill_cases(
    entries: dict[str, Row], forms: Mapping[str, Form], file: Salvaged, backup: Salvaged, gone: frozenset[str]
) -> list[Outcome]:
    """Give every case an empty form where its own cannot be read, so that it opens; say which."""
    if not file.faults:
        return []
    there: dict[str, set[str]] = defaultdict(set)
    for row in entries.values():
        there[str(row["case_id"])] |= _asked(forms[row["form_id"]])
    sealed = {str(row["case_id"]) for row in entries.values() if row["seal_id"]}
    known = {str(key[0]) for one in (file, backup) for key in one.table("cases")}
    newest = {form.key: form_id for form_id, form in sorted(forms.items(), key=lambda item: item[1].version)}
    known_forms = [forms[newest[key]] for keys in there.values() for key in keys if key in newest]
    singles = {form.key for form in known_forms if not form.repeat and not form.instead_of}
    fates = []
    for case_id in sorted(case for case in known | there.keys() if is_id(case)):
        if case_id in gone or case_id in sealed:
            continue
        for key in sorted(singles - there[case_id]):
            row = blank(new_id(), case_id, newest[key], forms[newest[key]])
            entries[row["id"]] = row
            fates.append(Outcome(row["id"], "lost", "Nothing of it can be read; it stands empty here."))
    return fates


def _asked(form: Form) -> set[str]:
    """The form, and the one in whose place it stands: a case has one of the two."""
    return {form.key, form.instead_of} - {""}
