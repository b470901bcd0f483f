"""How reviews are made in this workbook: the review form of new cases, and what an organisation asks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from hssib_desk.domain.forms.form import Library, Option
from hssib_desk.store.connect import Driver
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.settings import REVIEW
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.file.opening import actor
from hssib_desk.ui.kit.buttons import ViewSwitch
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.work import Task

AT_ONCE = 300  # cases that are worked out again while one waits; more than that with the workbook closed
TITLE = "How reviews are made"
NEW_CASES = "Review form of new cases"
KEEPS = "A case that is already there keeps its own; change it in the case, beside its reference."
OPTION_KEEPS = (
    "Drafts are asked this from now on. What was answered stays in its review and is printed, "
    "whatever is chosen."
)


class ReviewCard(Card):
    """The choices are kept at once; where they decide what is asked, every case is worked out anew."""

    def __init__(self, session: Session, go: Navigator) -> None:
        super().__init__(TITLE)
        self.session, self.go = session, go
        library = session.library
        self.body.setSpacing(8)
        self.problem = AdviceStrip("", kind="refusal")
        self.problem.hide()
        self.review = ViewSwitch([(outline.key, outline.name, None) for outline in library.reviews])
        self._add(NEW_CASES, self.review, KEEPS)
        self.options = {option.key: self._option(option) for option in library.options}
        self.body.addWidget(self.problem)
        self.review.chosen.connect(lambda key: self._keep(REVIEW, key))

    def _option(self, option: Option) -> ViewSwitch:
        switch = ViewSwitch([(choice.code, choice.label, None) for choice in option.choices])
        self._add(option.title, switch, option.help)
        meanings = [f"{choice.label}: {choice.help}" for choice in option.choices if choice.help]
        for words in (*meanings, OPTION_KEEPS):
            self.body.addWidget(Paragraph(words, "hint"))
        switch.chosen.connect(partial(self._keep, option.key))
        return switch

    def _add(self, title: str, switch: ViewSwitch, help: str) -> None:
        switch.setAccessibleName(title)
        switch.setAccessibleDescription(help)
        if self.body.count():
            self.body.addSpacing(8)
        self.body.addWidget(Headline(title, "label"))
        self.body.addWidget(Paragraph(help, "second"))
        self.body.addWidget(switch)

    def refresh(self) -> None:
        """Show what is in force."""
        workbook, library = self.session.workbook, self.session.library
        self.review.set_value(library.for_review(workbook.setting(REVIEW)).outline.key)
        for option in library.options:
            self.options[option.key].set_value(workbook.setting(option.key, option.default))
        for switch in (self.review, *self.options.values()):
            switch.setEnabled(not self.session.read_only)

    def _keep(self, key: str, value: str) -> None:
        book = self.session.workbook
        if key != REVIEW and book.lists.count_cases(CaseQuery()) > AT_ONCE:
            do = partial(set_option, book.path, book.library, key, value, book.driver)
            self.go.with_file("Working out every case again", do)
            return
        try:
            self.session.act(lambda workbook: workbook.set_setting(key, value))
        except WorkbookError as error:
            self.problem.set_texts(f"Not changed. {error}")
            self.problem.show()
            self.refresh()
            return
        self.problem.hide()


def set_option(path: Path, library: Library, key: str, value: str, driver: Driver, _task: Task) -> str:
    """Change what an organisation asks in a workbook file; return the sentence to show then."""
    with Workbook.open(path, library=library, actor=actor(), driver=driver) as workbook:
        workbook.set_setting(key, value)
    option = next(option for option in library.options if option.key == key)
    label = next((choice.label for choice in option.choices if choice.code == value), value)
    return f"{option.title}: {label[:1].lower()}{label[1:]}, from now on."
