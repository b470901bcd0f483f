"""Text from Word, a web page or a record is pasted with its paragraphs and bullets, and whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication

from hssib_desk.ui.kit.fields.editors import GrowingText


def mime(text="", html=""):
    made = QMimeData()
    if text:
        made.setText(text)
    if html:
        made.setHtml(html)
    return made


@pytest.fixture
def editor(qtbot):
    made = GrowingText()
    qtbot.addWidget(made)
    return made


def pasted(editor, **given):
    editor.start_anew()
    editor.insertFromMimeData(mime(**given))
    return editor.value()


def test_word_keeps_paragraphs_and_bullets_and_loses_its_looks(editor):
    text = "Seen on the ward.\r\n•\tCalm, eating\r\n•\tAsked for her sister\vwho came\r\nBP 120/80\u00a0mmHg"
    html = "<p><b>Seen</b> on the ward.</p><ul><li>Calm, eating</li></ul>"
    assert pasted(editor, text=text, html=html) == (
        "Seen on the ward.\n•\tCalm, eating\n•\tAsked for her sister\nwho came\nBP 120/80\u00a0mmHg"
    )
    assert not editor.document().begin().charFormat().fontWeight() > 500


def test_the_bullets_of_a_web_page_are_written_out(editor):
    html = (
        "<p>Plan</p><ul><li>Ring sister</li><li>Book review</li></ul><ol><li>First</li><li>Second</li></ol>"
    )
    text = "Plan\nRing sister\nBook review\nFirst\nSecond"
    assert pasted(editor, text=text, html=html) == "Plan\n• Ring sister\n• Book review\n1. First\n2. Second"


def test_a_page_that_says_more_than_its_text_loses_nothing(editor):
    assert (
        pasted(editor, text="Only this & that", html="<ul><li>something else</li></ul>") == "Only this & that"
    )


# As Word for Windows puts it on the clipboard, shortened.
WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><style>p{margin:0cm;}</style></head>
<body lang=EN-GB><!--StartFragment-->
<p class=MsoNormal><b>Seen at home</b> by the <i>team</i>.<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times"'>&nbsp;
</span></span></span><![endif]>Ate £5’s worth, “toast”<o:p></o:p></p><!--EndFragment--></body></html>"""
RTF = rb"{\rtf1\ansi{\b Seen at home} by the {\i team}.\par {\pntext\f1\'b7\tab}Ate \'a35\rquote s worth\par}"


def test_word_brings_three_formats_and_its_plain_text_is_taken(editor):
    clipboard = mime("Seen at home by the team.\r\n·\tAte £5’s worth, “toast”\r\n", WORD)
    clipboard.setData("text/rtf", RTF)
    QApplication.clipboard().setMimeData(clipboard)
    editor.start_anew()
    editor.paste()
    assert editor.value() == "Seen at home by the team.\n·\tAte £5’s worth, “toast”\n"
    assert not editor.document().begin().charFormat().fontWeight() > 500
    editor.undo()
    assert editor.value() == ""


def test_a_page_that_brings_no_plain_text_is_pasted_all_the_same(editor):
    table = "<table><tr><td>BP</td><td>120/80</td></tr></table>"
    html = f"<p>Plan</p><ol start=3><li>Ring <b>sister</b></li></ol>{table}"
    QApplication.clipboard().setMimeData(mime(html=html))
    editor.paste()
    assert editor.value().split() == ["Plan", "3.", "Ring", "sister", "BP", "120/80"]
    for page, wanted in ((WORD, "Seen at home by the team. · Ate £5’s worth, “toast”"), ("<img src=x>", "")):
        assert " ".join(pasted(editor, html=page).split()) == wanted


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.sampled_from("\n\t\v"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_no_character_is_lost(editor, text):
    wanted = text.replace("\v", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    assert pasted(editor, text=text) == wanted
