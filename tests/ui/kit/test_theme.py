"""The theme: readable in both schemes, one place for every colour, text that grows."""

import re

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from hssib_desk.resources import resource
from hssib_desk.ui.kit.theme import current, install_theme
from hssib_desk.ui.kit.tokens import DARK, LIGHT, TONES, Tokens

GROUNDS = ("surface", "canvas", "sunken", "sel", "hover")
SCHEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def contrast(first: str, second: str) -> float:
    """The contrast of two `#RRGGBB` colours as WCAG works it out."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture
def theme(qapp: QApplication):
    made = install_theme(qapp, "light", 100)
    yield made
    install_theme(qapp, "light", 100)


@SCHEMES
@pytest.mark.parametrize("ink", ["text", "text2", "text3", "accent"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_reaches_four_and_a_half_to_one(tokens: Tokens, ink: str, ground: str):
    assert contrast(tokens.colour(ink), tokens.colour(ground)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("edge", ["control", "focus"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_reach_three_to_one(tokens: Tokens, edge: str, ground: str):
    assert contrast(tokens.colour(edge), tokens.colour(ground)) >= 3


@SCHEMES
@pytest.mark.parametrize("kind", TONES)
def test_chips_can_be_read(tokens: Tokens, kind: str):
    tone = TONES[kind]
    ground = tokens.colour(tone.ground or "surface")
    assert contrast(tokens.colour(tone.ink), ground) >= 4.5
    assert contrast(tokens.colour(tone.sign), ground) >= 3


@SCHEMES
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_pressed"])
def test_the_primary_button_can_be_read_in_every_state(tokens: Tokens, ground: str):
    assert contrast(tokens.on_accent, tokens.colour(ground)) >= 4.5


@SCHEMES
def test_disabled_stays_readable(tokens: Tokens):
    assert contrast(tokens.disabled, tokens.dis) >= 4.45


@SCHEMES
@pytest.mark.parametrize("points", [1, 2, 3, 4, 5])
def test_numerals_and_blocks_stand_out(tokens: Tokens, points: int):
    fill = tokens.ramp[points - 1]
    assert contrast(tokens.numerals[points - 1], fill) >= 4.5
    seen = tokens.control if points in tokens.edged else fill
    assert contrast(seen, tokens.surface) >= 3


def test_the_style_sheet_holds_no_colour_of_its_own(theme):
    sheet = resource("style.qss").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b(?=[ ;])", sheet)
    assert "@" not in theme.fill(sheet)


def test_changing_the_mode_tells_everyone_and_recolours_icons(theme, qtbot):
    before = theme.pixmap("house", 18, "text")
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    after = theme.pixmap("house", 18, "text")
    assert theme.tokens is DARK
    assert before.toImage() != after.toImage()


def test_each_widget_is_dressed_once_for_one_change_of_the_look(theme):
    told = []
    theme.changed.connect(lambda: told.append((theme.tokens, theme.scale)))
    theme.set_mode("light")
    theme.set_scale(150)
    theme.set_mode("light")
    theme.set_mode("dark")
    assert told == [(LIGHT, 150), (DARK, 150)]


def test_icons_are_drawn_once(theme):
    assert theme.pixmap("house").cacheKey() == theme.pixmap("house").cacheKey()


def test_the_text_size_stays_between_one_and_two_hundred_per_cent(theme):
    theme.set_scale(300)
    assert theme.scale == 200
    assert theme.px(14) == 28
    assert theme.font(14).pixelSize() == 28


def test_the_bundled_font_is_used(theme):
    assert QFontInfo(theme.font(14, 600)).family() == "Inter"


def test_an_unknown_mode_is_refused(theme):
    with pytest.raises(ValueError, match="light, dark, system"):
        theme.set_mode("sepia")


def test_installing_twice_keeps_one_theme(qapp, theme):
    assert install_theme(qapp, "light") is theme
    assert current() is theme
