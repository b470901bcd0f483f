"""A question on the screen: label, hint, editor, and what is to be said about the answer under it."""

from functools import cached_property

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.ui.kit.fields.editor import Editor
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.state import set_state
from hssib_desk.ui.kit.strips import AdviceStrip, Sign
from hssib_desk.ui.kit.text import Headline, Paragraph

NEEDED = "needed"
_BEHIND = 8  # between the words of a label and what follows them
ONE_LINE = 48
"""A label of fewer letters stands on one line, with its hint beside it."""


class ErrorLine(QWidget):
    """A sign and one sentence under a field; hidden while there is nothing to say."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        icon: str = "circle-x",
        colour: str = "bad",
        role: str = "bad",
    ) -> None:
        super().__init__(parent)
        self.sentence = Paragraph("", role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        column = QVBoxLayout()
        column.setContentsMargins(0, 2, 0, 0)
        column.addWidget(Sign(icon, 16, colour))
        column.addStretch(1)
        row.addLayout(column)
        row.addWidget(self.sentence, 1)
        self.setVisible(False)

    def say(self, sentence: str | None) -> None:
        """Show a sentence, or hide for None."""
        self.sentence.set_text(sentence or "")
        self.setAccessibleName(sentence or "")
        self.setVisible(bool(sentence))


class FieldBox(QWidget):
    """One question with its editor; the caller sets the editor's objectName to the question's key."""

    def __init__(
        self,
        label: str,
        editor: Editor,
        *,
        hint: str = "",
        help: str = "",
        help_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self.label = Headline(label, "label", self)
        self.hint = Headline(hint, "hint", self)
        self.help = Paragraph(help, "hint", parent=self)
        self.mark: ErrorLine | None = None  # made when there is something to mark
        self.origin: Sign | None = None  # the sign after the label of an answer that came with a file
        self._origin_said = ""
        self.needed: Headline | None = None  # behind the label of half a row, where it has room there
        self._is_needed = False
        self.is_read_only = False
        self._help_text = help
        # Below, so that editors side by side stand on one line whatever is said of each.
        self._help_below = help_below
        self._build(label, hint, help)

    @cached_property
    def error(self) -> ErrorLine:
        """What is wrong with the answer, under it; made when something is."""
        made = ErrorLine(self)
        self._column.insertWidget(self._under, made)
        return made

    @cached_property
    def advice(self) -> AdviceStrip:
        """What is useful to know about the answer, under it; made when something is."""
        made = AdviceStrip("", parent=self)
        made.setVisible(False)
        self._column.insertWidget(self._under + ("error" in self.__dict__), made)
        return made

    def set_error(self, sentence: str | None) -> None:
        """Mark the answer and say why under it; None takes both away. The answer stays as it is."""
        set_state(self.editor, "error", bool(sentence))
        if sentence or "error" in self.__dict__:
            self.error.say(sentence)
        self._describe(sentence)

    def set_advice(self, sentence: str | None, caption: str = "") -> None:
        """Say something useful under the answer that blocks nothing; None takes it away."""
        if sentence or "advice" in self.__dict__:
            self.advice.set_texts(sentence or "", caption)
            self.advice.setVisible(bool(sentence))

    def set_mark(self, sentence: str) -> None:
        """Say under the answer that others changed it; an empty text takes that away."""
        if self.mark is None and sentence:
            self.mark = ErrorLine(icon="history", colour="accent", role="hint")
            self._column.addWidget(self.mark)
        if self.mark is not None:
            self.mark.say(sentence)

    def set_origin(self, sentence: str) -> None:
        """Mark after the label that the answer came with a file; an empty text takes that away."""
        if self.origin is None and sentence:
            self.origin = Sign("file-spreadsheet", 14, "text3", self)
            self._watch()
        if self.origin is not None and sentence != self._origin_said:
            self._origin_said = sentence
            self.origin.setVisible(bool(sentence))
            self.origin.setAccessibleName(sentence)
            self._place_origin()
            self._describe(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the sign behind the words of the label."""
        moved = (
            QEvent.Type.Resize,
            QEvent.Type.Move,
            QEvent.Type.FontChange,
            QEvent.Type.Show,
            QEvent.Type.Hide,
        )
        if watched in (self.label, self.hint) and event.type() in moved:
            self._place_needed()
            self._place_origin()
        return False

    def _watch(self) -> None:
        self.label.installEventFilter(self)
        self.hint.installEventFilter(self)

    def _place_origin(self) -> None:
        """Put the sign behind the words of the label, and those beside it."""
        if self.origin is None:
            return
        side, last = self.origin.sizeHint(), self.label
        if not self._help_below and self.hint.isVisible():
            last = self.hint
        elif self.needed is not None and self.needed.isVisible():
            last = self.needed
        wide = min(round(text_width(last.text(), last.font())), last.width())
        left = min(last.x() + wide + _BEHIND, self.width() - side.width())
        self.origin.setGeometry(
            left, last.geometry().bottom() - side.height() - 2, side.width(), side.height()
        )

    def set_hint(self, hint: str) -> None:
        """Change the words beside the label."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def set_needed(self, needed: bool) -> None:
        """Say quietly that an answer is needed: beside the label, or under the editor for want of room."""
        if not self._help_below and (needed or self._is_needed):
            self.set_hint(NEEDED if needed else "")
        elif needed and self.needed is None:
            self.needed = Headline(NEEDED, "hint", self)
            self._watch()
        if needed != self._is_needed:
            self._is_needed = needed
            self._describe(None)
        self._place_needed()

    def _place_needed(self) -> None:
        """Put the word behind those of the label while there is room for it on their line."""
        if self.needed is None:
            return
        side, wide = self.needed.sizeHint(), round(text_width(self.label.text(), self.label.font()))
        fits = wide + _BEHIND + side.width() <= self.label.width() or not self.label.text()
        self.needed.setVisible(self._is_needed and fits)
        if self._is_needed:
            self.set_hint("" if fits else NEEDED)
        elif self.hint.text() == NEEDED:
            self.set_hint("")
        left, low = self.label.x() + wide + _BEHIND, self.label.geometry().bottom()
        self.needed.setGeometry(left, low - side.height() + 2, side.width(), side.height())

    def describe(self, words: str) -> None:
        """Tell a screen reader more of the editor than its help says."""
        self._help_text = " ".join(filter(None, (self._help_text, words)))
        self._describe(None)

    def set_sides(self, left: int, right: int) -> None:
        """Keep a little room at the sides, for the gap to the field beside it."""
        self._column.setContentsMargins(left, 0, right, 0)

    def set_read_only(self, read_only: bool) -> None:
        """Seal or open the editor."""
        self.is_read_only = read_only
        self.editor.set_read_only(read_only)

    def _build(self, label: str, hint: str, help: str) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        if self._help_below:
            column.addWidget(self.label)
        else:
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addWidget(self.label, 0 if len(label) < ONE_LINE else 1)
            head.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignBottom)
            head.addStretch(1 if len(label) < ONE_LINE else 0)
            self.label.setWordWrap(len(label) >= ONE_LINE)
            column.addLayout(head)
        below = [self.editor, self.hint, self.help] if self._help_below else [self.help, self.editor]
        for widget in below:
            column.addWidget(widget)
        self._under = column.count()
        self.label.setVisible(bool(label))
        self.hint.setVisible(bool(hint))
        self.help.setVisible(bool(help))
        self.editor.setAccessibleName(label)
        self._describe(None)

    def _describe(self, sentence: str | None) -> None:
        needed = NEEDED.capitalize() + "." if self._is_needed else ""
        said = [part for part in (sentence, needed, self._origin_said, self._help_text) if part]
        self.editor.setAccessibleDescription(" ".join(said))
