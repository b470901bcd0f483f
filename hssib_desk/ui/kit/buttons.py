"""The buttons of the program: one look for each meaning, view switches and filters."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QWidget

from hssib_desk.ui.kit.button import Button
from hssib_desk.ui.kit.layout import FlowLayout
from hssib_desk.ui.kit.paint import sign, text_width, words
from hssib_desk.ui.kit.text import plain
from hssib_desk.ui.kit.theme import current

__all__ = ["Button", "FilterButton", "LinkButton", "ViewSwitch", "button", "icon_button"]


def button(
    text: str,
    icon: str | None = None,
    kind: str = "secondary",
    *,
    small: bool = False,
    trailing: str | None = None,
) -> Button:
    """Make a button: kind is secondary, primary, quiet, sign, or small (a small secondary one)."""
    if kind == "small":
        kind, small = "secondary", True
    return Button(text, kind, icon=icon, trailing=trailing, small=small)


def icon_button(icon: str, name: str, *, small: bool = False, checkable: bool = False) -> Button:
    """Make a button that shows only a sign; `name` is its tool tip and what a screen reader says."""
    made = Button("", "icon", icon=icon, small=small)
    made.setAccessibleName(name)
    made.setToolTip(plain(name))
    made.setCheckable(checkable)
    return made


class LinkButton(Button):
    """Words in the accent colour that act like a link; Enter and Space press it."""

    def __init__(self, text: str, icon: str | None = None, trailing: str | None = None) -> None:
        super().__init__(text, "link", icon=icon, trailing=trailing)


class _ViewButton(Button):
    """One choice of a view switch: a sign if it has one, words, and a lighter count after them."""

    def __init__(self, value: str, text: str, count: int | None, sign: tuple[str, str] | None = None) -> None:
        super().__init__(text, "view", icon=sign[0] if sign else None)
        self.value = value
        self._sign_colour = sign[1] if sign else "text2"
        self.count = count
        self.setCheckable(True)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Change the count; None shows no count."""
        self.count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {count}")
        self.updateGeometry()
        self.update()

    def _content_width(self) -> float:
        bold = current().font(13, 600)
        width = text_width(self.text(), bold) + self._sign_width()
        return width if self.count is None else width + 7 + text_width(f"{self.count:,}", current().font(13))

    def _paint_content(self, painter: QPainter) -> None:
        theme = current()
        chosen = self.isChecked()
        ink = theme.tokens.colour(self._ink())
        area = QRectF(self.rect()).adjusted(self._padding() + 1, 0, 0, 0)
        if self.leading:
            spot = QRectF(area.left(), area.top(), theme.px(14), area.height())
            sign(painter, spot, self.leading, self._sign_colour if self.isEnabled() else "disabled", 14)
            area.adjust(self._sign_width(), 0, 0, 0)
        drawn = words(painter, area, self.text(), theme.font(13, 600 if chosen else 500), ink)
        if self.count is not None:
            faint = ink if chosen or not self.isEnabled() else theme.tokens.text3
            words(painter, area.adjusted(drawn + 7, 0, 0, 0), f"{self.count:,}", theme.font(13), faint)

    def _sign_width(self) -> int:
        return current().px(14) + 6 if self.leading else 0


class ViewSwitch(QWidget):
    """A row of views of which one is chosen, each with how many it holds.

    Items are value, words and count; `signs` gives some of them an icon and its colour.
    """

    chosen = Signal(str)

    def __init__(
        self,
        items: Sequence[tuple[str, str, int | None]],
        parent: QWidget | None = None,
        *,
        signs: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _ViewButton] = {}
        row = FlowLayout(self, gap=4, line_gap=4)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for value, text, count in items:
            made = _ViewButton(value, text, count, (signs or {}).get(value))
            self._buttons[value] = made
            self._group.addButton(made)
            row.addWidget(made)
        if items:
            self.set_value(items[0][0])
        self._group.buttonClicked.connect(lambda clicked: self.chosen.emit(clicked.value))

    def value(self) -> str:
        """Return the chosen view."""
        checked = self._group.checkedButton()
        return checked.value if isinstance(checked, _ViewButton) else ""

    def set_value(self, value: str) -> None:
        """Choose a view without saying so; "" chooses none."""
        self._group.setExclusive(False)
        for name, made in self._buttons.items():
            made.setChecked(name == value)
            # Tab leads to the chosen one; Qt sees to that only once one of them had the focus.
            stops = value not in self._buttons or name == value
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)
        self._group.setExclusive(True)

    def set_count(self, value: str, count: int | None) -> None:
        """Change the count of one view."""
        self._buttons[value].set_count(count)

    def show_view(self, value: str, shown: bool) -> None:
        """Offer one view, or leave it out."""
        self._buttons[value].setVisible(shown)


class FilterButton(Button):
    """A drop-down that says what it filters and what is chosen: "Ward  All"."""

    chosen = Signal(str)

    def __init__(
        self, label: str, options: Sequence[tuple[str, str]], value: str = "", *, small: bool = True
    ) -> None:
        super().__init__(label, "secondary", trailing="chevron-down", small=small)
        self._label = label
        self._options: list[tuple[str, str]] = []
        self._value = value
        self._menu = QMenu(self)
        self._actions = QActionGroup(self)
        self._actions.triggered.connect(self._choose)
        self.clicked.connect(self._open)
        self.set_options(options, value)

    def value(self) -> str:
        """Return the chosen value."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose a value without saying so."""
        self._value = value
        for action in self._actions.actions():
            action.setChecked(action.data() == value)
        self.setAccessibleName(f"{self._label}: {self._shown()}")
        self.updateGeometry()
        self.update()

    def set_options(self, options: Sequence[tuple[str, str]], value: str | None = None) -> None:
        """Replace what can be chosen; pairs of value and words."""
        self._options = list(options)
        self._menu.clear()
        for action in self._actions.actions():
            self._actions.removeAction(action)
        for option, text in options:
            action = QAction(text.replace("&", "&&"), self._menu, checkable=True)
            action.setData(option)
            self._actions.addAction(action)
            self._menu.addAction(action)
        self.set_value(self._value if value is None else value)

    def _shown(self) -> str:
        return dict(self._options).get(self._value, self._value)

    def _choose(self, action: QAction) -> None:
        self.set_value(action.data())
        self.chosen.emit(action.data())

    def _open(self) -> None:
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _content_width(self) -> float:
        theme = current()
        size = 13 if self.small else 14
        parts = text_width(self._label, theme.font(size)) + text_width(self._shown(), theme.font(size, 500))
        return parts + 8 + 9 + theme.px(16)

    def _paint_content(self, painter: QPainter) -> None:
        theme = current()
        size = 13 if self.small else 14
        enabled = self.isEnabled()
        soft, ink = ("text3", "text") if enabled else ("disabled", "disabled")
        area = QRectF(self.rect()).adjusted(self._padding() + 1, 0, -self._padding() - 1, 0)
        drawn = words(painter, area, self._label, theme.font(size), theme.tokens.colour(soft))
        rest = area.adjusted(drawn + 8, 0, 0, 0)
        words(painter, rest, self._shown(), theme.font(size, 500), theme.tokens.colour(ink))
        arrow = QRectF(area.right() - theme.px(16), area.top(), theme.px(16), area.height())
        sign(painter, arrow, "chevron-down", "text2" if enabled else "disabled", 16)
