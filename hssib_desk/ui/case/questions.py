"""The questions of one entry on the screen: built once for a form version, refilled for each case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hssib_desk.domain.forms import kinds, rules
from hssib_desk.domain.forms.form import Answer, Field, Section
from hssib_desk.domain.forms.kinds import kind_of
from hssib_desk.domain.forms.rules import Advised, Context
from hssib_desk.domain.forms.vocabulary import MINUTES_RECORD
from hssib_desk.domain.forms.wording import offered_headline
from hssib_desk.domain.parts.standing import closed_keys
from hssib_desk.domain.review.case_file import EntryFile
from hssib_desk.domain.review.screening import sealed_keys
from hssib_desk.store.entries.importing import Brought
from hssib_desk.ui.case.answers import Question, question
from hssib_desk.ui.case.attachments.attached import AttachedFiles
from hssib_desk.ui.case.changes import Marks
from hssib_desk.ui.case.folded.facts_card import FactsCard, from_caseload
from hssib_desk.ui.case.folded.fold import Fold
from hssib_desk.ui.case.last_used import KEPT_AS, LastUsed
from hssib_desk.ui.kit.fields.editors import FieldBox, GrowingText, LineField
from hssib_desk.ui.kit.text import Headline, Paragraph
from hssib_desk.ui.kit.theme import current

_GAP = 16  # between fields side by side
_COLUMNS = {"full": 6, "half": 3, "third": 2}
# A calendar or a menu over a field has the cursor for a moment only.
_COMES_BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason)
OFFERED = "offered from your first sentence"
ADVICE_ONLY = "Advice only; your text is saved"


class Questions(QWidget):
    """The fields of some sections of an entry; `edited(entry id, key, answer or None)` on every change.

    `left` names the entry and key of a field the cursor has left: its answer is to be saved at once.
    """

    edited = Signal(str, str, object)
    left = Signal(str, str)
    held = Signal()  # something is typed that is not an answer yet
    file_asked = Signal(str, str, str, str)  # entry id, key, act, attachment id or path

    def __init__(
        self, sections: Sequence[Section], titles: bool, parent: QWidget | None = None, *, under: str = ""
    ) -> None:
        """`under` is the title that stands above them already."""
        super().__init__(parent)
        self.sections = tuple(sections)
        self._case_id = self.entry_id = ""
        self._fields: dict[str, Field] = {}
        self._questions: dict[str, Question] = {}
        self.boxes: dict[str, FieldBox] = {}
        self._heads: dict[str, QWidget] = {}
        self.folds: dict[str, Fold] = {}  # by section
        self.brought = Brought()  # what a caseload said of the case
        self.facts: FactsCard | None = None  # where it is folded, after the first section of several
        self._in_card: frozenset[str] = frozenset()
        self._changing = False  # what is in the card is shown among the questions
        self._shown_of: tuple[EntryFile, Context, bool] | None = None
        self._grids: list[tuple[QGridLayout, tuple[str, ...]]] = []
        self._placed: dict[str, tuple[int, int]] = {}
        self._fixed: set[str] = set()
        self.needed_only = False  # hide what signing does not ask for, unless it is answered
        self.hidden = 0  # how many questions that hides
        self.marks: Marks = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        for section in self.sections:
            asked = self._asked(section)
            folded = [field for field in asked if field.more]
            if titles and section.title != under and len(folded) < len(asked):
                column.addWidget(self._head(section))
            column.addLayout(self._plain(section, [field for field in asked if not field.more]))
            if folded:
                column.addWidget(self._fold(section, folded))
            if section is self.sections[0] and len(self.sections) > 1:
                self.facts = FactsCard()
                self.facts.link_clicked.connect(self.change_facts)
                column.addWidget(self.facts)

    def _asked(self, section: Section) -> tuple[Field, ...]:
        """The questions that a section puts, in order."""
        return section.fields

    def _plain(self, section: Section, fields: Sequence[Field]) -> QGridLayout:
        """Those of a section that are not folded."""
        return self._grid(QGridLayout(), fields)

    def _fold(self, section: Section, folded: Sequence[Field]) -> Fold:
        fold = self.folds[section.key] = Fold(section.more, self)
        fold.line.setObjectName(f"more-{section.key}")
        fold.turned.connect(self._level)
        self._grid(fold.grid, folded)
        return fold

    def _head(self, section: Section) -> QWidget:
        head = QWidget(self)
        inside = QVBoxLayout(head)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(2)
        inside.addWidget(Headline(section.title, "card-title"))
        if section.note:
            inside.addWidget(Paragraph(section.note, "subtitle"))
        self._heads[section.key] = head
        return head

    def _grid(self, grid: QGridLayout, fields: Sequence[Field]) -> QGridLayout:
        grid.setHorizontalSpacing(0)  # Qt leaves out the space beside a column in which nothing begins
        grid.setVerticalSpacing(18)
        # Links have a list of their own on the page.
        keys = tuple(field.key for field in fields if not kind_of(field).is_link)
        for field in fields:
            if field.key in keys:
                self._box(field)
        self._grids.append((grid, keys))
        self._place(grid, keys)
        for column in range(6):
            grid.setColumnStretch(column, 1)
        return grid

    def _place(self, grid: QGridLayout, keys: Sequence[str]) -> None:
        """Put the boxes side by side as wide as they are; one that is hidden leaves no hole."""
        row = used = 0
        for key in keys:
            span = _COLUMNS[self._fields[key].width]
            if used + span > 6:
                row, used = row + 1, 0
            if self._placed.get(key) != (row, used):
                grid.addWidget(self.boxes[key], row, used, 1, span, Qt.AlignmentFlag.AlignTop)
                # The gap is shared out so that boxes of one width are as wide in every place of a row.
                left, right = round(_GAP * used / 6), round(_GAP * (6 - used - span) / 6)
                self.boxes[key].set_sides(left, right)
                self._placed[key] = (row, used)
            used += span

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep editors side by side on one line."""
        super().resizeEvent(event)
        self._level()

    def _level(self) -> None:
        """Give the labels of a row the height of the one with most lines."""
        for _grid, keys in self._grids:
            rows: dict[int, list[FieldBox]] = {}
            for key in keys:
                if not self.boxes[key].isHidden() and self._fields[key].width != "full":
                    rows.setdefault(self._placed[key][0], []).append(self.boxes[key])
            for beside in rows.values():
                wide = (
                    round(
                        self.width()  # also of what is folded and has no place yet
                        * _COLUMNS[self._fields[beside[0].editor.objectName()].width]
                        / 6
                    )
                    - _GAP
                )
                for box in beside:
                    box.label.setMinimumHeight(0)  # a label says of itself no less than that
                high = max(box.label.heightForWidth(wide) if box.label.wordWrap() else 0 for box in beside)
                for box in beside:
                    box.label.setMinimumHeight(max(high, current().px(20)))

    def _box(self, field: Field) -> FieldBox:
        made = question(field)
        hint = _hint(field)
        below = field.width != "full"
        box = FieldBox(field.label, made.editor, hint=hint, help=field.help, help_below=below, parent=self)
        # Columns keep equal widths whatever their fields would like.
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fields[field.key], self._questions[field.key], self.boxes[field.key] = field, made, box
        made.editor.edited.connect(partial(self._take, field.key))
        made.editor.installEventFilter(self)
        if isinstance(made.editor, LineField):
            made.editor.held.connect(self.held)
        if field.role in KEPT_AS:
            LastUsed(box, field)
        if isinstance(made.editor, AttachedFiles):
            made.editor.asked.connect(partial(self._ask_file, field.key))
            made.editor.dropped.connect(partial(self._ask_file, field.key, "drop"))
        return box

    def _ask_file(self, key: str, act: str, what: str) -> None:
        self.file_asked.emit(self.entry_id, key, act, what)

    def asks(self, key: str) -> bool:
        """Whether a question of this key is among them."""
        return key in self._fields

    def fill(self, entry: EntryFile, context: Context, *, sealed: bool, keep: bool = False) -> None:
        """Show an entry; with `keep` the field that has the cursor is left as it is. Emits nothing."""
        shown = (self._case_id, self.entry_id) == (context.case.id, entry.id)
        keep = keep and shown
        if not keep:
            # Looked at when an entry is opened, so that a date is never closed while it is being typed.
            self._fixed = {f.key for f in self._fields.values() if rules.is_fixed(f, entry, context)}
        if not shown:
            self._changing = False
            for name, fold in self.folds.items():
                fold.begin(f"{entry.form.key}.{name}")
        self._case_id, self.entry_id = context.case.id, entry.id
        for key, made in self._questions.items():
            if isinstance(made.editor, AttachedFiles):
                made.editor.set_files(context.case.attachments)
                made.editor.set_value(entry.answers.get(key))
            elif isinstance(made.editor, LineField | GrowingText) and not shown:
                made.editor.start_anew(made.write(entry.answers.get(key)))
            elif not (keep and self._is_being_edited(key)):
                made.editor.set_value(made.write(entry.answers.get(key)))
        self.mark(entry, context, sealed=sealed)

    def mark(self, entry: EntryFile, context: Context, *, sealed: bool) -> None:
        """Show, hide and annotate the fields as the rules say, without touching what they hold."""
        self.hidden = 0
        screened = sealed_keys(entry) | closed_keys(context.case, entry)
        self._shown_of = entry, context, sealed
        self._mark_facts(entry, context, closed=sealed or context.case.read_only)
        shown_sections = {s.key for s in self.sections if rules.section_shown(s, entry, context)}
        for section in self.sections:
            if section.key in self._heads:
                asked = (field for field in section.fields if self._is_wanted(field, entry, context))
                self._heads[section.key].setVisible(section.key in shown_sections and any(asked))
        for key, field in self._fields.items():
            shown = rules.is_shown(field, entry, context)
            box = self.boxes[key]
            # A hidden question that was answered stays in sight, greyed: nothing typed disappears.
            wanted = shown and self._is_wanted(field, entry, context)
            self.hidden += shown and not wanted
            box.setVisible((wanted or rules.is_answered(field, entry)) and key not in self._in_card)
            closed = (sealed and not field.living) or key in self._fixed or context.is_closed(entry)
            closed |= key in screened or field.role in MINUTES_RECORD
            box.set_read_only(closed or not shown or context.case.read_only)
            box.set_mark(self.marks.get((entry.id, key), ""))
            self._mark_one(field, box, entry, context, shown)
        for grid, keys in self._grids:
            self._place(grid, [key for key in keys if not self.boxes[key].isHidden()])
        self._mark_folds(entry, context)
        self._level()

    def _mark_facts(self, entry: EntryFile, context: Context, *, closed: bool) -> None:
        """Mark the answers that came with a caseload, and fold those below the first section into a card."""
        still = self.brought.still(entry)
        said = from_caseload(self.brought.at)
        for key, box in self.boxes.items():
            box.set_origin(said if key in still else "")
        if self.facts is None:
            return
        first = self.sections[0].key
        found = [
            field
            for key, field in self._fields.items()
            if key in still and field.section != first and self._is_plain(field, entry, context)
        ]
        self._in_card = frozenset() if self._changing else frozenset(field.key for field in found)
        shown = [(f.column, kinds.show(f, entry.answers[f.key])) for f in found if f.key in self._in_card]
        self.facts.show_facts(self.brought.at, shown, closed=closed)

    def _is_plain(self, field: Field, entry: EntryFile, context: Context) -> bool:
        """Whether there is nothing to see to in an answer."""
        shown = rules.is_answered(field, entry) and rules.is_shown(field, entry, context)
        new = self.marks.get((entry.id, field.key)) or self._is_being_edited(field.key)
        return shown and not new and not kinds.problem(field, entry.answers[field.key], context.today)

    def change_facts(self) -> None:
        """Show what a caseload brought among the questions, with the cursor in the first of them."""
        first = next((key for key in self._fields if key in self._in_card), "")
        self._show_facts()
        self.focus_field(first)

    def _show_facts(self) -> None:
        self._changing = True
        if self._shown_of is not None:
            entry, context, sealed = self._shown_of
            self.mark(entry, context, sealed=sealed)

    def _mark_folds(self, entry: EntryFile, context: Context) -> None:
        """Count what each fold holds, and open it where something within is needed, odd or new."""
        for section in self.sections:
            fold = self.folds.get(section.key)
            if fold is None:
                continue
            within = [f for f in section.fields if f.more and f.key in self.boxes]
            within = [field for field in within if not self.boxes[field.key].isHidden()]
            answered = [field for field in within if rules.is_answered(field, entry)]
            needed = any(f not in answered and rules.is_required(f, entry, context) for f in within)
            odd = any(item.field in within for item in context.findings(entry))
            new = any(self.marks.get((entry.id, field.key)) for field in within)
            if needed or odd or new:
                fold.open()
            fold.show_count(len(within), len(answered))

    def _fold_of(self, key: str) -> Fold | None:
        """The fold that a question is in."""
        field = self._fields.get(key)
        return self.folds.get(field.section) if field and field.more else None

    def is_in_sight(self, key: str) -> bool:
        """Whether a question is asked, and not folded away."""
        fold = self._fold_of(key)
        return not self.boxes[key].isHidden() and (fold is None or fold.is_open)

    def _is_wanted(self, field: Field, entry: EntryFile, context: Context) -> bool:
        """Whether a question is shown where only what signing needs is; the one being answered always is."""
        if not self.needed_only or rules.is_answered(field, entry):
            return True
        if kind_of(field).is_link:
            return False
        return rules.is_required(field, entry, context) or self._is_being_edited(field.key)

    def _mark_one(self, field: Field, box: FieldBox, entry: EntryFile, context: Context, shown: bool) -> None:
        needed = rules.is_required(field, entry, context) and not rules.is_answered(field, entry)
        box.set_needed(needed and shown and not kind_of(field).is_score)
        if field.key in self._fixed:
            box.set_hint("agreed, and cannot change")
        elif not shown:
            box.set_hint("no longer asked; kept, and left out of exports")
        elif needed and not kind_of(field).is_score:
            pass  # the word is beside the label in place of a hint
        elif field.role == "headline" and self._is_offered(field, entry, context):
            box.set_hint(OFFERED)
        else:
            box.set_hint(_hint(field))
        value = entry.answers.get(field.key)
        sentence = kinds.problem(field, value, context.today) if value is not None and shown else None
        # A half-written date is not called wrong; it is looked at when the cursor leaves.
        if sentence and self._questions[field.key].typed and self._is_being_edited(field.key):
            return
        box.set_error(sentence)

    def _is_offered(self, field: Field, entry: EntryFile, context: Context) -> bool:
        """Whether a headline is the sentence that was offered, as nobody has edited it."""
        section = entry.form.by_section[field.section]
        offer = offered_headline(section, entry.answers, context.case.library.word_rules)
        return bool(offer) and entry.answers.get(field.key) == offer

    def advise(self, advised: Sequence[Advised]) -> None:
        """Show each remark under its field, and none elsewhere."""
        said: dict[str, str] = {}
        for item in advised:
            said[item.field] = " ".join(filter(None, (said.get(item.field), item.sentence)))
        for key, box in self.boxes.items():
            quiet = self._questions[key].typed and self._is_being_edited(key)
            if not (quiet and key in said):
                box.set_advice(said.get(key), ADVICE_ONLY if key in said else "")

    def focus_field(self, key: str) -> bool:
        """Put the cursor into a field; False when it is not on this page."""
        box = self.boxes.get(key)
        if box is None:
            return False
        if key in self._in_card:
            self._show_facts()
        fold = self._fold_of(key)
        if fold is not None:
            fold.open()
        box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_first(self) -> bool:
        """Put the cursor into the first field that can be seen; False where there is none."""
        first = next((box for key, box in self.boxes.items() if self.is_in_sight(key)), None)
        if first:
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None

    def _take(self, key: str, shown: object) -> None:
        answer: Answer | None = self._questions[key].read(shown)
        self.edited.emit(*self.place_of(key), answer)
        self._take_out_of_others(self._fields[key], answer)

    def _take_out_of_others(self, field: Field, answer: Answer | None) -> None:
        """What is chosen in one of several lists is in none of the others."""
        chosen = answer if isinstance(answer, list) else []
        for other in field.apart_from if chosen else ():
            asked = self._questions.get(other)
            held = asked.editor.value() if asked else None
            left = [code for code in held if code not in chosen] if isinstance(held, list) else held
            if asked and isinstance(left, list) and left != held:
                asked.editor.set_value(left)
                self.edited.emit(*self.place_of(other), left or None)

    def place_of(self, key: str) -> tuple[str, str]:
        """The entry and key under which an answer is kept."""
        return self.entry_id, key

    def _is_being_edited(self, key: str) -> bool:
        asked = self._questions.get(key)
        if asked is None:
            return False
        editor = asked.editor
        holder = editor.window().focusWidget() if editor.window() else None
        return holder is not None and (holder is editor or editor.isAncestorOf(holder))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the cursor leaving a field."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            if isinstance(watched, LineField | GrowingText) and event.reason() not in _COMES_BACK:
                watched.finish()
            self.left.emit(*self.place_of(watched.objectName()))
        return False


def _hint(field: Field) -> str:
    """What stands beside a label: the keys of a score and which way it runs, or the unit."""
    if not kind_of(field).is_score or field.options is None:
        return field.unit
    if field.options.says_direction:
        return field.options.direction
    return f"keys 1 to {sum(choice.points is not None for choice in field.options.offered)}"
