"""What each of the first steps asks, says and keeps."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from hssib_desk.domain.forms.form import Field
from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.settings import REVIEW
from hssib_desk.store.workbook import Workbook
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.case.last_used import KEPT_AS
from hssib_desk.ui.home.choice_cards import ChoiceCards
from hssib_desk.ui.home.person import in_words, who_works
from hssib_desk.ui.home.step import State, Step
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.fields.editors import FieldBox, LineField
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.session import Session
from hssib_desk.ui.settings.user_snippets import load_words, save_words
from hssib_desk.ui.window.navigator import Navigator

PROVIDER, ORGANISATION = "provider", "organisation"


class WhoStep(Step):
    """Name and role, kept on this computer; they decide what is yours on this page."""

    title = "Who you are"
    waits = "Kept on this computer, and offered where you sign."

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("who")
        self._library = session.library
        form = session.library.form_with_role("signer_role", repeat=False)
        self._asked: list[tuple[Field, Question]] = []
        for field in (form.role(role) for role in ("signer_name", "signer_role")) if form else ():
            if field is not None:
                made = question(field)
                made.editor.setObjectName(f"first-{field.role}")
                self._asked.append((field, made))
                self.asked.addWidget(FieldBox(field.label, made.editor))
        self.add_buttons()

    @property
    def is_done(self) -> bool:
        """Whether this computer knows who works on it."""
        return who_works(self._library) is not None

    def answer(self) -> str:
        """Name and role."""
        person = who_works(self._library)
        return f"{in_words(person)}." if person else ""

    def refresh(self) -> None:
        """Show what this computer knows."""
        last = load_words().last
        for field, made in self._asked:
            made.editor.set_value(made.write(last.get(KEPT_AS[field.role])))

    def keep(self) -> bool:
        """Remember name and role on this computer."""
        words = load_words()
        said = {field.role: made.read(made.editor.value()) for field, made in self._asked}
        given = {KEPT_AS[role]: str(value or "").strip() for role, value in said.items()}
        save_words(replace(words, last={key: said for key, said in (words.last | given).items() if said}))
        return True


class _KeptStep(Step):
    """A step whose answers are settings of the workbook."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._problem = AdviceStrip("", kind="refusal")
        self._problem.hide()

    def _keep(self, values: dict[str, str]) -> bool:
        try:
            for key, value in values.items():
                self._session.act(partial(_set, key, value), lists=False)
        except WorkbookError as error:
            self._problem.set_texts(f"Not changed. {error}")
            self._problem.show()
            return False
        self._problem.hide()
        return True


def _set(key: str, value: str, workbook: Workbook) -> None:
    workbook.set_setting(key, value)


class OrganisationStep(_KeptStep):
    """The organisation and its kind, which decides the duties that a death brings."""

    title = "Your organisation"
    waits = "Decides which duties a death brings, and how each clock runs."

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName("organisation")
        self.name = LineField()
        self.name.setObjectName("first-organisation")
        self.asked.addWidget(FieldBox("Name", self.name))
        self._option = next((one for one in session.library.options if one.key == PROVIDER), None)
        self.kind: ChoiceCards | None = None
        if self._option is not None:
            self.kind = ChoiceCards([(c.code, c.label, c.help) for c in self._option.choices])
            self.kind.setObjectName("first-provider")
            self.asked.addWidget(FieldBox(self._option.title, self.kind))
        self.asked.addWidget(self._problem)
        self.add_buttons()

    @property
    def is_done(self) -> bool:
        """Whether the organisation has a name and a kind."""
        book = self._session.workbook
        return bool(book.facts.organisation and (book.setting(PROVIDER) or self.kind is None))

    def answer(self) -> str:
        """Name and kind."""
        book = self._session.workbook
        kind = self._option.choices if self._option else ()
        label = next((choice.label for choice in kind if choice.code == book.setting(PROVIDER)), "")
        return f"{', '.join(filter(None, (book.facts.organisation, label)))}."

    def refresh(self) -> None:
        """Show what the workbook says."""
        book = self._session.workbook
        self.name.set_value(book.facts.organisation)
        if self.kind is not None and self._option is not None:
            self.kind.set_value(book.setting(PROVIDER, self._option.default))

    def keep(self) -> bool:
        """Keep name and kind in the workbook."""
        kind = {PROVIDER: self.kind.value() or ""} if self.kind is not None else {}
        return self._keep({ORGANISATION: str(self.name.value() or "").strip(), **kind})


class FormStep(_KeptStep):
    """The review form of new cases."""

    title = "Review form"

    def __init__(self, session: Session) -> None:
        reviews = session.library.reviews
        others = f" {reviews[1].name} comes with it." if len(reviews) > 1 else ""
        self.waits = f"{reviews[0].name}, unless you choose another.{others}" if reviews else ""
        super().__init__(session)
        self.setObjectName("form")
        self.form = ChoiceCards([(one.key, one.name, "") for one in reviews])
        self.form.setObjectName("first-form")
        self.asked.addWidget(self.form)
        self.asked.addWidget(self._problem)
        self.add_buttons()

    @property
    def is_done(self) -> bool:
        """Whether somebody chose the form."""
        return bool(self._session.workbook.setting(REVIEW))

    def answer(self) -> str:
        """The form of new cases."""
        return f"{self._session.library.for_review(self._session.workbook.setting(REVIEW)).outline.name}."

    def refresh(self) -> None:
        """Show what is in force."""
        key = self._session.workbook.setting(REVIEW)
        self.form.set_value(self._session.library.for_review(key).outline.key)

    def keep(self) -> bool:
        """Keep the form of new cases."""
        return self._keep({REVIEW: self.form.value() or ""})


class CasesStep(Step):
    """The first cases: from a list, or one by hand; its buttons work at once."""

    title = "First cases"
    waits = "Import a list of deaths from Excel, or add one case."

    def __init__(self, go: Navigator) -> None:
        super().__init__()
        self.setObjectName("cases")
        self.bring = button("Import caseload", "upload", small=True)
        self.bring.setObjectName("first-import")
        self.bring.clicked.connect(lambda: go.import_caseload())
        self.one = button("Add a case", "plus", small=True)
        self.one.setObjectName("first-case")
        self.one.clicked.connect(lambda: go.new_case())
        for widget in (self.bring, self.one):
            self.aside.addWidget(widget)

    def show_as(self, state: State) -> None:
        """Keep its two buttons in sight, whatever comes before."""
        super().show_as(state)
        self.ask.hide()
        self.change.hide()

    def enter(self) -> None:
        """Put the cursor on the first of its buttons."""
        widget: QWidget = self.bring
        widget.setFocus()
