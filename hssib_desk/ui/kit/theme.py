"""The theme of the running program: colours, type, icons and text size, changed in one place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QLocale, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from hssib_desk.resources import resource
from hssib_desk.ui.kit.tokens import DARK, LIGHT, Tokens

STYLE = "Fusion"
_IN_STYLE = "in-our-style"
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
"""How the program writes dates and numbers, whatever the language of the desktop."""

MODES = ("light", "dark", "system")
_SLOT = re.compile(r"@px(-?\d+)|@(\w+)")
_WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold}


class Follower(Protocol):
    """A widget that has something to do when colours or text size change."""

    def follow_theme(self) -> None:
        """Take over the look in force."""


class Theme(QObject):
    """The colours, fonts and icons in force; widgets that paint themselves ask it each time."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: str, scale: int) -> None:
        super().__init__(app)
        self._app = app
        self._followers: WeakSet[Follower] = WeakSet()
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._mode = mode
        self._scale = scale
        self._tokens = LIGHT
        self._look: tuple[Tokens, int] | None = None  # the colours and the text size that widgets have
        self._families = _load_fonts()

    def start(self) -> None:
        """Dress the application; widgets that are already there ask the theme while this runs."""
        if not self._app.property(_IN_STYLE):
            self._app.setStyle(STYLE)
        self._app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._tokens

    @property
    def mode(self) -> str:
        """What was asked for: light, dark or system."""
        return self._mode

    @property
    def scale(self) -> int:
        """Text size in per cent, 100 to 200."""
        return self._scale

    def set_mode(self, mode: str) -> None:
        """Change to light, dark or the system's choice."""
        if mode not in MODES:
            raise ValueError(f"The theme is one of {', '.join(MODES)}, not {mode!r}.")
        self._mode = mode
        self._apply()

    def set_scale(self, percent: int) -> None:
        """Change the text size, held between 100 and 200 per cent."""
        self._scale = max(100, min(200, percent))
        self._apply()

    def px(self, size: float) -> int:
        """Return a length of the design at the text size in force."""
        return round(size * self._scale / 100)

    def font(self, size: int = 14, weight: int = 400, tabular: bool = False) -> QFont:
        """Return the program's font; `tabular` gives figures of one width, for columns."""
        key = (size, weight, tabular)
        if key not in self._fonts:
            font = QFont()
            font.setFamilies(self._families)
            font.setPixelSize(self.px(size))
            font.setWeight(_WEIGHTS[weight])
            if tabular:
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = font
        return self._fonts[key]

    def pixmap(self, name: str, size: int = 18, colour: str = "text2") -> QPixmap:
        """Return the icon `name` drawn in a token's colour, `size` design pixels wide."""
        ratio = self._app.devicePixelRatio()
        key = (name, self.px(size), self._tokens.colour(colour), ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw_icon(*key)
        return self._pixmaps[key]

    def icon(self, name: str, size: int = 18, colour: str = "text2") -> QIcon:
        """Return the icon `name` for a Qt widget, with its disabled look."""
        icon = QIcon(self.pixmap(name, size, colour))
        icon.addPixmap(self.pixmap(name, size, "disabled"), QIcon.Mode.Disabled)
        return icon

    def fill(self, sheet: str) -> str:
        """Put colours (`@text`) and scaled lengths (`@px14`) into a style sheet."""

        def value(match: re.Match[str]) -> str:
            if match[1]:
                return f"{self.px(int(match[1]))}px"
            return self._tokens.colour(match[2])

        return _SLOT.sub(value, sheet)

    @contextmanager
    def dressed(self, tokens: Tokens, scale: int) -> Iterator[None]:
        """Give out other colours and sizes to whoever paints now; no widget follows."""
        before = self._tokens, self._scale, self._fonts
        self._tokens, self._scale, self._fonts = tokens, scale, {}
        try:
            yield
        finally:
            self._tokens, self._scale, self._fonts = before

    def tell(self, follower: Follower) -> None:
        """Call a widget's `follow_theme` whenever the look changes, as long as there is the widget.

        Qt's own event for this comes at every move to another parent too: thousands of times for a page.
        """
        self._followers.add(follower)

    def _follow_system(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        scheme = self._app.styleHints().colorScheme()
        dark = self._mode == "dark" or (self._mode == "system" and scheme == Qt.ColorScheme.Dark)
        self._tokens = DARK if dark else LIGHT
        if self._look == (self._tokens, self._scale):
            return  # every widget would be dressed anew, which takes seconds
        self._look = (self._tokens, self._scale)
        self._pixmaps.clear()
        self._fonts.clear()
        self._app.setFont(self.font())
        self._app.setPalette(_palette(self._tokens))
        self._app.setStyleSheet(self.fill(resource("style.qss").read_text(encoding="utf-8")))
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        for follower in list(self._followers):
            if isValid(follower):
                follower.follow_theme()


_theme: Theme | None = None


def new_application(words: list[str]) -> QApplication:
    """Make the application, in our style from its first moment: to set it later makes all of QStyle known."""
    app = QApplication([*words, "-style", STYLE])
    QLocale.setDefault(BRITISH)
    app.setProperty(_IN_STYLE, True)
    return app


def install_theme(app: QApplication, mode: str = "system", scale: int = 100) -> Theme:
    """Give the application its theme; called again, it changes the one that is there."""
    global _theme
    if _theme is None or not isValid(_theme):
        _theme = Theme(app, mode, max(100, min(200, scale)))
        _theme.start()
    else:
        _theme.set_mode(mode)
        _theme.set_scale(scale)
    return _theme


def current() -> Theme:
    """Return the theme in force; a widget made on its own gets the light one."""
    if _theme is None or not isValid(_theme):
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("The theme needs a running application.")
        return install_theme(app, "light")
    return _theme


@contextmanager
def on_paper() -> Iterator[None]:
    """Paint in light colours at the size of the design for a moment, whatever the window looks like."""
    theme = current()
    with theme.dressed(LIGHT, 100):
        yield


def icon(name: str, size: int = 18, colour: str = "text2") -> QIcon:
    """Return an icon of the theme in force."""
    return current().icon(name, size, colour)


@lru_cache(maxsize=1)
def _load_fonts() -> list[str]:
    """Load the bundled fonts once per process; return their families, the base font first."""
    families: list[str] = []
    for path in sorted(resource("fonts").glob("*.ttf"), key=lambda path: (path.name < "Inter", path.name)):
        number = QFontDatabase.addApplicationFont(str(path))
        names = QFontDatabase.applicationFontFamilies(number)
        families += [name for name in names[:1] if name not in families]
    return families


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    path: Path = resource("icons") / f"{name}.svg"
    return path.read_text(encoding="utf-8")


def _draw_icon(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    return drawing(_svg(name).replace("currentColor", colour), size, ratio)


def drawing(svg: str, size: int, ratio: float) -> QPixmap:
    """Draw an SVG text as a square of `size` pixels; by way of QIcon it would cost a plugin more."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.canvas,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.surface,
        role.PlaceholderText: tokens.text3,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Mid: tokens.line,
        role.Accent: tokens.accent,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.disabled))
    return palette
