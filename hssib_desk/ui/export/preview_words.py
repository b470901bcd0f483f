"""What an export would contain and leave out, in sentences; nothing found in free text is ever quoted."""

from __future__ import annotations

from hssib_desk.domain.forms.form import Identifying
from hssib_desk.domain.review import blinding
from hssib_desk.domain.review.case_file import Audience, WorkbookFacts
from hssib_desk.domain.review.privacy import RECOGNISABLE, SEARCHED
from hssib_desk.ui.export.exporting import Looked, Order, What
from hssib_desk.ui.window.icon_line import plural

MOST_PLACES = 10
TITLES: dict[What, str] = {
    "actions": "Export action log",
    "data": "Export all data",
    "summary": "Review summary",
    "fhir": "Answers as data",
    "history": "Export history",
}
FILTERS: dict[What, str] = {
    "actions": "Excel workbooks (*.xlsx)",
    "data": "Excel workbooks (*.xlsx)",
    "summary": "PDF documents (*.pdf)",
    "fhir": "FHIR files (*.json)",
    "history": "Excel workbooks (*.xlsx)",
}
DOING: dict[What, str] = {
    "actions": "Writing the action log",
    "data": "Writing the data",
    "summary": "Writing the summary",
    "fhir": "Writing the answers",
    "history": "Writing the history",
}
# How one case can be written: for a reader, or for another program.
AS: dict[What, tuple[str, str]] = {
    "summary": ("For a reader (PDF)", "A document to read, print and sign."),
    "fhir": (
        "For another program (FHIR)",
        "Questions and answers in the open standard of health care, FHIR R4, as one JSON file.",
    ),
    "history": ("Its history (Excel)", "Every change: when, by whom, what it was and is, and why."),
}
AUDIENCE: dict[Audience, tuple[str, str]] = {
    "governance": ("Governance", "The whole review, for those who answer for the care and its learning."),
    "learning": ("Learning", "One page to learn from: no names, dates, places or references to the case."),
    "family": (
        "Family",
        "A letter to them: their questions first, no scores, what was agreed, whom to ask.",
    ),
}
_MAY_NAME: tuple[What, ...] = ("data", "fhir", "history")
PARTLY_TOLD = "What is hidden while a second review is blind, in"
NOT_SEARCHED = "A history holds earlier words too, and they were not searched for names. Read it through."
_WHOM: dict[Identifying, str] = {"person": "the person", "relative": "relatives", "staff": "staff"}


def contains(looked: Looked, order: Order, facts: WorkbookFacts) -> list[tuple[str, str]]:
    """What would be in the file, as (icon, sentence)."""
    said = [(_icon(order), _amount(looked, order)), ("shield-check", _classification(order, facts))]
    if order.what == "history":
        said.append(("user", "Who made each change."))
    if order.what == "history" and order.identifying and looked.identifying_changes:
        said.append(("user", _identifying_changes(looked)))
    elif order.what in _MAY_NAME and order.identifying:
        said += [("user", sentence) for sentence in _who(looked, "Identifies")]
    elif looked.named:
        labels = ", ".join(f"“{label}”" for label in looked.named)
        said.append(("user", f"{labels}, printed as it was written. It may name somebody."))
    else:
        said.append(("eye-off", "No answer to a question that asks for a name, a number or an address."))
    return said


def left_out(looked: Looked, order: Order) -> list[tuple[str, str]]:
    """What stays in the workbook, as (icon, sentence)."""
    said = []
    if order.what == "actions":
        said.append(("folder-open", "Every answer that is not part of an action."))
        if order.chosen_by:
            said.append(("filter", "Actions that the filters of the page hide."))
    if not order.identifying:
        said += [("user", sentence) for sentence in _who(looked, "What identifies")]
    if looked.identifying_changes and not order.identifying:
        said.append(("user", _identifying_changes(looked)))
    if order.what == "history" and looked.withheld:
        return [*said, ("eye-off", f"{PARTLY_TOLD} {', '.join(looked.withheld)}.")]
    if order.what == "fhir" and not order.identifying and looked.identifying:
        said.append(("info", "The place of each of these answers says that it was kept back."))
    if order.what == "summary" and order.audience == "learning":
        said.append(("calendar", "The reference of the case, exact days and the seal."))
    if looked.withheld:
        said.append(("eye-off", blinding.left_out(len(looked.withheld), looked.withheld)))
        said += [("info", blinding.WHOLE_LOG)] if order.what == "actions" else []
    if looked.not_asked:
        answers = plural(looked.not_asked, "answer")
        said.append(("eye-off", f"{answers} to questions that are not asked as things stand."))
    return said or [("check", "Nothing.")]


def read_through(looked: Looked, order: Order) -> list[tuple[str, str]]:
    """Where free text may identify somebody, by reference and question, as (icon, sentence)."""
    if order.what == "history":
        return [("info", NOT_SEARCHED)]
    if order.identifying:
        return [("info", "Free text was not searched for names, since the file names people anyway.")]
    places = plural(len(looked.hits), "place")
    said = [("flag", hit.sentence) for hit in looked.hits[:MOST_PLACES]]
    head = (
        f"Free text may still identify somebody in {places}:" if said else "Nothing was found in free text."
    )
    if len(looked.hits) > MOST_PLACES:
        said.append(("flag", f"And {plural(len(looked.hits) - MOST_PLACES, 'place')} more."))
    if order.audience != "learning":
        said.append(("info", RECOGNISABLE))
    return [("search", head), *said, ("info", SEARCHED)]


def why_nothing(looked: Looked, order: Order) -> str:
    """Why there is nothing to write, or an empty text."""
    if looked.rows:
        return ""
    if looked.withheld:
        return f"There is nothing to write now. {blinding.left_out(len(looked.withheld), looked.withheld)}"
    return {
        "actions": "There is no action in this workbook yet, so there is nothing to export.",
        "data": "There is no case in this workbook yet, so there is nothing to export.",
        "summary": "Nothing has been answered in this review that this summary would print.",
        "fhir": "Nothing has been answered in this review yet, so there is nothing to export.",
        "history": "Nothing was changed in this workbook yet, so there is nothing to export.",
    }[order.what]


def written(order: Order, selected: int, rows: int) -> str:
    """What was written, with its control total."""
    if order.what == "summary":
        return "The summary is written."
    noun = {"actions": "action", "fhir": "answer", "history": "change"}.get(order.what, "row")
    return f"{rows:,} of {plural(selected, noun)} written."


def _amount(looked: Looked, order: Order) -> str:
    if order.what == "actions":
        said = f"{plural(looked.rows, 'action')} of {plural(looked.cases, 'case')}, one row each."
        return f"{said} Only what the page shows: {'; '.join(order.chosen_by)}." if order.chosen_by else said
    if order.what == "data":
        whole = f"Every answer of {plural(looked.cases - len(looked.withheld), 'case')}"
        part = f", and of {plural(len(looked.withheld), 'case')} what its second reviewer may see"
        return f"{whole}{part if looked.withheld else ''}: one sheet for each form, with a dictionary."
    if order.what == "history":
        of = (
            f"review {looked.case_ref}"
            if looked.case_ref
            else f"the workbook and {plural(looked.cases, 'case')}"
        )
        return f"{plural(looked.rows, 'change')} of {of}, one row each: when, what it was and is, and why."
    if order.what == "fhir":
        answers = looked.rows - (0 if order.identifying else looked.identifying.total())
        return (
            f"{plural(answers, 'answer')} of review {looked.case_ref}, with the questions as they were asked."
        )
    named = "a review" if order.audience == "learning" else f"review {looked.case_ref}"
    return f"{plural(looked.rows, 'answer')} of {named}."


def _classification(order: Order, facts: WorkbookFacts) -> str:
    if order.what == "fhir":
        return f"Treat it as {facts.classification}: the format has no place that says so."
    if order.what == "summary" and order.audience == "learning":
        return "Marked “For learning, without identifiers”."
    if order.what == "summary" and order.audience == "family":
        return "A letter: it carries no classification and no seal."
    return f"Marked {facts.classification}."


def _identifying_changes(looked: Looked) -> str:
    """How much of a history identifies somebody, or may."""
    answers = plural(looked.identifying_changes, "answer")
    return f"{answers}, old and new, to questions that ask for a name, a number, an address or a file."


def _who(looked: Looked, begin: str) -> list[str]:
    """Whom the answers identify, and by which questions, with how many answers each."""
    said = []
    for who, name in _WHOM.items():
        fields = [(label, n) for (whom, label), n in looked.identifying.items() if whom == who]
        if fields:
            one = looked.order.of_one_case  # each counts once there
            said.append(
                f"{begin} {name}: {', '.join(label if one else f'{label} ({n})' for label, n in fields)}."
            )
    return said


def _icon(order: Order) -> str:
    return "file-text" if order.of_one_case else "file-spreadsheet"
