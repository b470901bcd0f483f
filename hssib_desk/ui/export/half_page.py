"""The half page of a board report before it is printed: each sentence as made, or in somebody's own words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from hssib_desk.domain.board.edits import Edit, advice_on, front_parts, part_names, problem_with
from hssib_desk.domain.board.words import Sentence
from hssib_desk.ui.kit.buttons import button
from hssib_desk.ui.kit.cards import Card
from hssib_desk.ui.kit.fields.editors import ChoiceField, FieldBox, GrowingText, LineField
from hssib_desk.ui.kit.strips import AdviceStrip
from hssib_desk.ui.kit.text import Paragraph

TITLE = "Half a page in words"
ABOUT = (
    "The report begins with these sentences, made from the figures. You can word each of them yourself; the "
    "figures in it stay. The appendix prints both, with who, when and why. After them come the parts of the "
    "front page that only people can write."
)
TYPED = "Nothing is made for this part: what you type stands on the front page, with your name and the day."
ADVICE = "Advised against in a report to a board: {words}."


class HalfPageCard(Card):
    """One sentence at a time; `worded` brings the wording that is to be kept."""

    worded = Signal(object)

    def __init__(self) -> None:
        super().__init__(TITLE)
        self.sentence = ChoiceField([])
        self.sentence.setObjectName("sentence")
        self.made = Paragraph("", "second")
        self.wording = GrowingText()
        self.wording.setObjectName("wording")
        self.wording.setAccessibleName("As it is printed")
        self.reason = LineField()
        self.reason.setObjectName("wording-reason")
        self.problem = AdviceStrip("", kind="notice")
        self.keep = button("Keep this wording", kind="primary", small=True)
        self.keep.setObjectName("keep-wording")
        self.undo = button("As it was made", small=True)
        self.undo.setObjectName("as-made")
        self._sentences: dict[str, Sentence] = {}
        self._edits: dict[str, Edit] = {}
        self._drafts: dict[
            tuple[str, str], tuple[str, str]
        ] = {}  # what is typed and not kept, by the sentence as made
        self._build()
        self.sentence.edited.connect(lambda _key: self._show_sentence())
        self.wording.edited.connect(self._judge)
        self.reason.edited.connect(self._judge)
        self.keep.clicked.connect(self._keep)
        self.undo.clicked.connect(self._take_back)

    def _build(self) -> None:
        self.body.setSpacing(12)
        acts = QHBoxLayout()
        acts.addWidget(self.keep)
        acts.addWidget(self.undo)
        acts.addStretch(1)
        self.body.addWidget(Paragraph(ABOUT, "second"))
        self.body.addWidget(FieldBox("Sentence", self.sentence))
        self.body.addWidget(self.made)
        self.body.addWidget(FieldBox("As it is printed", self.wording))
        self.body.addWidget(FieldBox("Why it is worded so", self.reason))
        self.body.addWidget(self.problem)
        self.body.addLayout(acts)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_half_page(self, sentences: Sequence[Sentence], edits: Sequence[Edit]) -> None:
        """Show the sentences as they are made now, with the wordings that were given for their period."""
        before = self._sentences
        parts = front_parts() if sentences else []
        self._sentences = {sentence.key: sentence for sentence in (*sentences, *parts)}
        self._edits = {edit.key: edit for edit in edits}
        if before != self._sentences:
            names = part_names()
            self.sentence.set_options([(key, names[key]) for key in self._sentences])
            self.sentence.set_value(next(iter(self._sentences), None))
        self._show_sentence()

    def put_away(self) -> None:
        """Show nothing, behind the lock; what is typed comes back with the sentences."""
        self._sentences = {}
        for field in (self.wording, self.reason):
            field.set_value("")
        self.made.set_text("")

    def _key(self) -> str:
        return str(self.sentence.value() or "")

    def _place(self, key: str) -> tuple[str, str]:
        """Where a draft belongs: it stays with the sentence as it was made."""
        return key, self._sentences[key].text

    def _kept(self, key: str) -> tuple[str, str]:
        """The wording and reason that are in force; the sentence as made where none holds."""
        edit, made = self._edits.get(key), self._sentences[key].text
        return (edit.printed, edit.reason) if edit and edit.made == made else (made, "")

    def _show_sentence(self) -> None:
        key = self._key()
        if key not in self._sentences:
            return
        text, reason = self._drafts.get(self._place(key)) or self._kept(key)
        self.made.set_text(self._sentences[key].text or TYPED)
        self.wording.set_value(text)
        self.reason.set_value(reason)
        self._judge()

    def _typed(self) -> tuple[str, str]:
        return str(self.wording.value() or ""), str(self.reason.value() or "")

    def _judge(self, _text: object = None) -> None:
        key, (text, reason) = self._key(), self._typed()
        if key not in self._sentences:
            return
        made, is_new = self._sentences[key].text, (text, reason) != self._kept(key)
        if is_new:
            self._drafts[self._place(key)] = (text, reason)
        else:
            self._drafts.pop(self._place(key), None)
        problem = problem_with(made, text, key, reason)
        advice = ADVICE.format(words=", ".join(advice_on(text))) if advice_on(text) else ""
        self.problem.set_texts(problem or advice)
        self.problem.setVisible(bool(problem or advice))
        self.keep.setEnabled(is_new and not problem)
        self.undo.setEnabled(text != made or bool(reason))

    def _keep(self) -> None:
        key, (text, reason) = self._key(), self._typed()
        made = self._sentences[key].text
        self._drafts.pop(self._place(key), None)
        self.worded.emit(Edit(key, made, text, reason))

    def _take_back(self) -> None:
        self.wording.set_value(self._sentences[self._key()].text)
        self.reason.set_value("")
        self._judge()
