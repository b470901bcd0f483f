"""What stands beside a page: what to look for, what each score means, the theme, what was raised here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from hssib_desk.domain.describe.decided import Decided, Kind, decides
from hssib_desk.domain.describe.markdown import local_words
from hssib_desk.domain.forms.form import CodeList, Guidance, Library, Section
from hssib_desk.domain.review.case_file import CaseFile, EntryFile
from hssib_desk.ui.kit.buttons import LinkButton, icon_button
from hssib_desk.ui.kit.cards import Separator
from hssib_desk.ui.kit.fields.score import ScoreBlock
from hssib_desk.ui.kit.layout import ScrollArea
from hssib_desk.ui.kit.state import empty
from hssib_desk.ui.kit.strips import Sign
from hssib_desk.ui.kit.text import Headline, Paragraph, escape, plain
from hssib_desk.ui.kit.theme import current

WIDTH = 280
_SIGNS: Mapping[Kind, tuple[str, str]] = {
    "in_scope": ("circle-check", "ok"),
    "outside": ("circle-slash", "text2"),
    "unclear": ("triangle-alert", "warnshape"),
    "duties": ("clock", "text2"),
    "asked": ("plus", "text2"),
    "not_asked": ("circle-slash", "text2"),
    "level": ("info", "text2"),
    "another": ("circle-slash", "text2"),
}
_THEMES = "themes"


class GuidancePanel(QFrame):
    """Guidance for the open page; it can be folded away, and says when it is (`folded`)."""

    folded = Signal()
    asked_for = Signal(str)  # id of an entry raised from this page
    page_wanted = Signal(str)  # the page where something that the answers decide is answered

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guidance")
        self.setProperty("role", "side-panel-right")
        self.setFixedWidth(WIDTH)
        fold = icon_button("panel-right-close", "Fold the guidance away (F7)", small=True)
        fold.clicked.connect(self.folded)
        head = QHBoxLayout()
        head.setContentsMargins(20, 16, 16, 0)
        head.addWidget(Headline("Guidance", "card-title"))
        head.addStretch(1)
        head.addWidget(fold)
        self._inside = QWidget()
        self.has_words = False  # whether there is anything to say of the page, beside its source
        self._decided = QWidget()  # what the answers of the page decide
        self._rows = QVBoxLayout(self._decided)
        self._rows.setContentsMargins(0, 0, 0, 8)
        self._rows.setSpacing(10)
        self._says: Sequence[Decided] = ()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(20, 8, 8, 16)  # the scroll bar takes the other 12
        self._column.setSpacing(8)
        self._area = ScrollArea(self._inside)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("Guidance")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._area, 1)
        self.setFocusProxy(self._area)

    @property
    def width_wanted(self) -> int:
        """How wide it is when it is shown."""
        return WIDTH

    def show_page(self, sections: Sequence[Section], case: CaseFile, raised: Sequence[EntryFile]) -> None:
        """Show what belongs to the sections of a page."""
        self._begin()
        if decides(sections):
            self._column.addWidget(self._decided)
            self._decided.show()
        said: set[str] = set()
        for guidance in (item for section in sections for item in section.guidance):
            if guidance.title not in said:
                said.add(guidance.title)
                self._add_guidance(guidance)
        codes = list(dict.fromkeys(code for section in sections for code in section.themes))
        self._add_themes(codes, case.library)
        if raised:
            self._add_raised(raised)
        self.has_words = bool(said or codes or raised or self.shows_decided)
        self._column.addStretch(1)
        key = sections[0].source if sections else ""
        source = case.library.sources.get(key)
        if local := local_words(key):
            self._column.addWidget(Paragraph(local, "caption"))
        if source:
            self._column.addWidget(Paragraph(f"Adapted from: {source.title}", "caption"))
        self._area.verticalScrollBar().setValue(0)

    @property
    def shows_decided(self) -> bool:
        """Whether the answers of the page decide something, which is said first."""
        return self._column.indexOf(self._decided) >= 0

    def show_decided(self, found: Sequence[Decided]) -> None:
        """Say what the answers decide as they stand now."""
        if list(found) == list(self._says):
            return
        self._says = tuple(found)
        empty(self._rows)
        self._rows.addWidget(Headline("What these answers decide", "guide-title"))
        for item in found:
            icon, colour = _SIGNS[item.kind]
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(Paragraph(item.title, "medium"))
            words.addWidget(Paragraph(item.words, "second"))
            if item.page:
                link = LinkButton("Go there")
                link.setAccessibleName(f"Go there: {item.title}")
                link.clicked.connect(lambda _=False, page=item.page: self.page_wanted.emit(page))
                words.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            said = QWidget()
            said.setLayout(words)
            words.setContentsMargins(0, 0, 0, 0)
            self._rows.addLayout(_beside(Sign(icon, 18, colour), said, 10))

    def forget(self) -> None:
        """Let go of what was shown."""
        self._begin()
        self._says = ()
        empty(self._rows)

    def _begin(self) -> None:
        """An empty panel; what the answers decide is kept, to be shown again."""
        self._column.removeWidget(self._decided)
        self._decided.setParent(self)
        self._decided.hide()
        empty(self._column)

    def _line(self) -> None:
        if self._column.count():
            self._column.addSpacing(8)
            self._column.addWidget(Separator())
            self._column.addSpacing(4)

    def _add_guidance(self, guidance: Guidance) -> None:
        self._line()
        self._column.addWidget(Paragraph(guidance.title, "guide-title"))
        for point in guidance.points:
            dot = Headline("•", "second")
            dot.setFixedWidth(current().px(8))
            self._column.addLayout(_beside(dot, Paragraph(point, "second"), 6))
        if guidance.scale:
            self._add_scale(guidance.scale)

    def _add_scale(self, scale: CodeList) -> None:
        for choice in scale.offered:
            if choice.points is None:
                continue
            said = f"<b>{escape(choice.label)}</b>"
            said += f": {escape(choice.help)}" if choice.help else ""
            block = ScoreBlock(choice.code, choice.points, 20)
            self._column.addLayout(_beside(block, Paragraph(said, "second", linked=True), 10))

    def _add_themes(self, codes: Sequence[str], library: Library) -> None:
        themes = library.lists.get(_THEMES)
        if not codes or themes is None:
            return
        self._line()
        self._column.addWidget(Headline("Theme" if len(codes) == 1 else "Themes", "guide-title"))
        for code in codes:
            choice = themes.by_code.get(code)
            if choice:
                icon = choice.icon or next(
                    (c.icon for c in themes.choices if c.label == choice.group), "info"
                )
                self._column.addLayout(
                    _beside(Sign(icon or "info", 18, "accent"), Paragraph(choice.label), 8)
                )

    def _add_raised(self, raised: Sequence[EntryFile]) -> None:
        self._line()
        self._column.addWidget(Headline("From this page", "guide-title"))
        for entry in raised:
            link = LinkButton(f"{entry.form.singular} {entry.ref}")
            link.setToolTip(plain(entry.text("title")))
            link.clicked.connect(lambda _=False, key=entry.id: self.asked_for.emit(key))
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)


def _beside(left: QWidget, right: QWidget, gap: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(gap)
    row.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1)
    return row
