"""Every name on a British ward is printed, and what no font has is named in words."""

import unicodedata

import pytest

from hssib_desk.export.pdf import fonts
from hssib_desk.export.pdf.bidi import is_right_to_left, levels
from hssib_desk.export.pdf.fonts import Replaced, font_for, is_plain
from hssib_desk.export.pdf.shaping import shape

NAMES = {
    "Siân Ó Súilleabháin": "Inter-Regular",
    "Zażółć gęślą": "Inter-Regular",
    "Юлія Шевченко": "Inter-Regular",
    "محمد علي": "NotoSansArabic-Regular",
    "فاطمہ بیگم": "NotoSansArabic-Regular",
    "রহিমা খাতুন": "NotoSansBengali-Regular",
    "सीता शर्मा": "NotoSansDevanagari-Regular",
    "ਗੁਰਪ੍ਰੀਤ": "NotoSansGurmukhi-Regular",
    "தமிழ்": "NotoSansTamil-Regular",
    "שלום": "NotoSansHebrew-Regular",
    "李小龙 王麗": "DroidSansFallback",
    "山田はなこ": "DroidSansFallback",
    "김철수": "DroidSansFallback",
}


@pytest.mark.parametrize(("name", "font"), NAMES.items())
def test_a_font_has_every_letter_of_the_name(name, font):
    assert {font_for(letter) for letter in name if letter != " "} == {font}
    assert Replaced().drawable(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_drawn_by_a_glyph(name):
    for run in shape(name, fonts.REGULAR):
        known = fonts.font(run.font).face.charToGlyph
        assert all(known[ord(glyph.char)] for glyph in run.glyphs)


def test_only_the_base_font_without_marks_is_drawn_letter_by_letter():
    assert is_plain("Zażółć ≥ 3 → “quoted” – ✓")
    assert not is_plain("सीता")
    assert not is_plain("x\u0308")


def test_a_letter_and_its_mark_become_one():
    assert Replaced().drawable("e\u0301") == "é"


def test_what_no_font_has_is_named_and_noted():
    replaced = Replaced()
    assert replaced.drawable("ក 😀 ក") == "[U+1780] [grinning face] [U+1780]"
    assert replaced.notes == (
        "The character U+1780 (khmer letter ka) is printed as [U+1780], 2 times.",
        "The character U+1F600 (grinning face) is printed as [grinning face], once.",
    )


def test_control_characters_are_shown_and_noted():
    replaced = Replaced()
    assert replaced.drawable("a\x0bb\x07\ud800\ufffe") == "a\nb[U+0007] [U+D800] [U+FFFE]"
    assert [note.split()[2] for note in replaced.notes] == ["U+0007", "U+000B", "U+D800", "U+FFFE"]


def test_line_breaks_and_layout_are_kept_without_remark():
    replaced = Replaced()
    assert replaced.drawable("one\r\ntwo\u2028three") == "one\ntwo\nthree"
    assert replaced.drawable("a  b\n   c") == "a\u00a0\u00a0b\n\u00a0\u00a0\u00a0c"
    assert replaced.drawable("\uf0b7 item") == "• item"
    assert replaced.notes == ()


def test_a_private_character_is_never_mistaken_for_a_glyph():
    assert Replaced().drawable("\ue119") == "[U+E119]"
    assert Replaced().drawable("गुरु \ue119") == "गुरु [U+E119]"


def test_words_that_run_leftwards_stand_in_reading_order():
    assert is_right_to_left("محمد")
    assert not is_right_to_left("Mr محمد")
    runs = shape("Mr محمد علي (حسن) left", fonts.REGULAR)
    assert [run.text for run in runs] == ["Mr ", ")", "حسن", "(", "محمد علي ", " left"]
    assert [run.is_leftwards for run in runs] == [False, True, True, True, True, False]


def test_a_number_inside_a_leftward_sentence_keeps_its_own_order():
    line = "غرفة 12 ب"
    assert [levels(line, 1)[line.index(letter)] for letter in "ة12ب"] == [1, 2, 2, 1]


def test_signs_of_a_script_are_named_by_the_letters_they_stand_for():
    (run,) = shape("गुरु", fonts.REGULAR)
    assert run.text == "गुरु"
    (run,) = shape("علي", fonts.REGULAR)
    assert sorted(glyph.text for glyph in run.glyphs) == sorted("علي")


def test_the_same_glyph_has_the_same_private_character_whatever_came_before():
    first = shape("गुरु", fonts.REGULAR)
    shape("क्षत्रिय ज्ञान", fonts.REGULAR)
    assert [glyph.char for glyph in first[0].glyphs] == [
        glyph.char for glyph in shape("गुरु ", fonts.REGULAR)[0].glyphs[:3]
    ]


def test_words_that_run_rightwards_keep_together_in_a_leftward_sentence():
    line = "قال Oak House مرة"
    assert [levels(line, 1)[line.index(word)] for word in ("ق", "Oak", " House", "م")] == [1, 2, 2, 1]
