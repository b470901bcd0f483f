"""Words on the screen: titles and paragraphs with the line heights of the design."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hssib_desk.ui.kit.theme import current

_LINE_HEIGHTS = {
    "welcome": 36,
    "page-title": 32,
    "ref": 28,
    "count": 28,
    "card-title": 24,
    "caption": 16,
    "chart-note": 16,
}


def escape(text: str) -> str:
    """Make plain words safe inside rich text; the library's own way brings a table of every name."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def plain(text: str) -> str:
    """Words for a tool tip, where Qt reads as HTML what looks like it and loads the pictures in it."""
    looks_like_html = "<" in text or "&lt;" in text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if looks_like_html else text


class Headline(QLabel):
    """One line in one of the roles of the style sheet (page-title, card-title, label, caption …)."""

    def __init__(self, text: str = "", role: str = "page-title", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self._line = _LINE_HEIGHTS.get(role, 20)
        current().tell(self)
        self._fit()

    def follow_theme(self) -> None:
        """Follow the text size."""
        self._fit()

    def _fit(self) -> None:
        height = current().px(self._line)
        if self.minimumHeight() != height:
            self.setMinimumHeight(height)


class Paragraph(QLabel):
    """Text that wraps, with the line height of the design; `linked` text may carry `<a href>` links."""

    def __init__(
        self, text: str = "", role: str = "second", *, linked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self._line = _LINE_HEIGHTS.get(role, 20)
        self._plain = text
        self._linked = linked
        current().tell(self)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if linked:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
            self.setTextInteractionFlags(
                self.textInteractionFlags() | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
        self._fill()

    def set_text(self, text: str) -> None:
        """Change the words; plain text unless the paragraph is `linked`."""
        self._plain = text
        self._fill()

    def plain(self) -> str:
        """Return the words as they were given."""
        return self._plain

    def minimumSizeHint(self) -> QSize:
        """Return one short line: the layout asks `heightForWidth` for the rest."""
        return QSize(40, current().px(self._line))

    def follow_theme(self) -> None:
        """Follow text size and colours."""
        self._fill()

    def _fill(self) -> None:
        theme = current()
        # Qt stands a line of fixed height on four fifths of it, lower than the design.
        lift = theme.px(2 if self._line >= 20 else 1)
        self.setContentsMargins(0, -lift, 0, lift)
        inner = self._plain if self._linked else escape(self._plain).replace("\n", "<br/>")
        link = (
            f"<style>a {{ color: {theme.tokens.accent}; text-decoration: none; font-weight: 500; }}</style>"
        )
        markup = f'{link}<p style="line-height:{theme.px(self._line)}px; margin:0">{inner}</p>'
        if markup != self.text():
            self.setText(markup)
            self.setAccessibleName(self._plain if not self._linked else "")
