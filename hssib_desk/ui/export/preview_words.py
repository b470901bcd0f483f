"""What an export would contain and leave out, in sentences; nothing found in free text is ever quoted."""

from __future__ import annotations

from dataclasses import dataclass

from hssib_desk.domain.forms.form import Identifying
from hssib_desk.domain.review import blinding
from hssib_desk.domain.review.case_file import Audience, WorkbookFacts
from hssib_desk.domain.review.privacy import RECOGNISABLE, SEARCHED
from hssib_desk.export_list.order import Order, Preview
from hssib_desk.ui.window.icon_line import plural

MOST_PLACES = 10
NOT_CONSIDERED = "Tick first that you have considered what others have published."


@dataclass(frozen=True)
class ForWhom:
    """How a summary for one kind of reader is told of; what is empty is as in every export."""

    name: str
    about: str
    marked: str = ""
    left_out: str = ""


AUDIENCE: dict[Audience, ForWhom] = {
    "governance": ForWhom(
        "Governance", "The whole review, for those who answer for the care and its learning."
    ),
    "learning": ForWhom(
        "Learning",
        "One page to learn from: no names, dates, places or references to the case.",
        "Marked “For learning, without identifiers”.",
        "The reference of the case, exact days and the seal.",
    ),
    "family": ForWhom(
        "Family",
        "A letter to them: their questions first, no scores, what was agreed, who to ask.",
        "A letter: it carries no classification and no seal.",
    ),
}
_WHOM: dict[Identifying, str] = {"person": "the person", "relative": "relatives", "staff": "staff"}


def contains(looked: Preview, order: Order, facts: WorkbookFacts) -> list[tuple[str, str]]:
    """What would be in the file, as (icon, sentence)."""
    marked = AUDIENCE[order.audience].marked or order.words.marked
    said = [
        (order.export.icon, _amount(looked, order)),
        ("shield-check", marked.format(classification=facts.classification)),
    ]
    said += [("user", order.words.contains)] if order.words.contains else []
    if order.identifying:
        said += [("user", sentence) for sentence in _who(looked, order, "Identifies")]
    elif looked.named:
        labels = ", ".join(f"“{label}”" for label in looked.named)
        said.append(("user", f"{labels}, printed as it was written. It may name somebody."))
    else:
        said.append(("eye-off", "No answer to a question that asks for a name, a number or an address."))
    return said


def left_out(looked: Preview, order: Order) -> list[tuple[str, str]]:
    """What stays in the workbook, as (icon, sentence)."""
    words = order.words
    said = [("folder-open", words.left_out)]
    if order.actions is not None:
        said.append(("filter", "Actions that the filters of the page hide."))
    if order.level:
        said.append(("filter", "Cases of the other levels."))
    if not order.identifying:
        said += [("user", sentence) for sentence in _who(looked, order, "What identifies")]
        said.append(("info", words.kept_back if looked.identifying else ""))
    said.append(("calendar", AUDIENCE[order.audience].left_out))
    if looked.withheld and words.partly:
        said.append(("eye-off", f"{words.partly} {', '.join(looked.withheld)}."))
    elif looked.withheld:
        said.append(("eye-off", blinding.left_out(len(looked.withheld), looked.withheld)))
        said.append(("info", words.withheld))
    if looked.not_asked:
        answers = plural(looked.not_asked, "answer")
        said.append(("eye-off", f"{answers} to questions that are not asked as things stand."))
    return [(icon, sentence) for icon, sentence in said if sentence] or [("check", "Nothing.")]


def read_through(looked: Preview, order: Order) -> list[tuple[str, str]]:
    """Where free text may identify somebody, by reference and question, as (icon, sentence)."""
    if order.words.not_searched:
        return [("info", order.words.not_searched)]
    return [*(("message-circle-question-mark", said) for said in looked.advice), *_found(looked, order)]


def _found(looked: Preview, order: Order) -> list[tuple[str, str]]:
    if order.identifying:
        return [("info", "Free text was not searched for names, since the file names people anyway.")]
    places = plural(len(looked.hits), "place")
    said = [("flag", hit.sentence) for hit in looked.hits[:MOST_PLACES]]
    head = (
        f"Free text may still identify somebody in {places}:" if said else "Nothing was found in free text."
    )
    if len(looked.hits) > MOST_PLACES:
        said.append(("flag", f"And {plural(len(looked.hits) - MOST_PLACES, 'place')} more."))
    if order.audience == "governance":
        said.append(("info", RECOGNISABLE))
    return [("search", head), *said, ("info", SEARCHED)]


def why_nothing(looked: Preview, order: Order) -> str:
    """Why there is nothing to write, or an empty text."""
    if looked.rows:
        return "" if order.considered or not order.public else NOT_CONSIDERED
    if looked.withheld:
        return f"There is nothing to write now. {blinding.left_out(len(looked.withheld), looked.withheld)}"
    return order.words.nothing


def written(order: Order, selected: int, rows: int) -> str:
    """What was written, with its control total."""
    words = order.words
    return words.done or f"{rows:,} of {plural(selected, words.counted)} written."


def _amount(looked: Preview, order: Order) -> str:
    words, withheld = order.words, len(looked.withheld)
    review = "a review" if order.audience == "learning" else f"review {looked.case_ref}"
    part = f", and of {plural(withheld, 'case')} what its second reviewer may see" if withheld else ""
    kept_back = 0 if order.identifying else looked.identifying.total()
    said = words.amount.format(
        rows=plural(looked.rows, words.counted),
        answers=plural(looked.rows, "answer"),
        written=plural(looked.rows - kept_back, words.counted),
        cases=plural(looked.cases, "case"),
        whole=f"{plural(looked.cases - withheld, 'case')}{part}",
        review=review,
        all=review if looked.case_ref else f"the workbook and {plural(looked.cases, 'case')}",
    )
    only = "Only what the page shows" if order.actions is not None else "Only these"
    return f"{said} {only}: {'; '.join(order.chosen_by)}." if order.chosen_by else said


def _who(looked: Preview, order: Order, begin: str) -> list[str]:
    """Whom the answers identify, and by which questions, with how many answers each."""
    said = []
    if looked.identifying_changes:
        answers = plural(looked.identifying_changes, "answer")
        said.append(
            f"{answers}, old and new, to questions that ask for a name, a number, an address or a file."
        )
    for who, name in _WHOM.items():
        fields = [(label, n) for (whom, label), n in looked.identifying.items() if whom == who]
        if fields:
            one = order.of_one_case  # each counts once there
            said.append(
                f"{begin} {name}: {', '.join(label if one else f'{label} ({n})' for label, n in fields)}."
            )
    return said
