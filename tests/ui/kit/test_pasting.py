"""Text from Word, a web page or a record is pasted with its paragraphs and bullets, and whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData

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


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.sampled_from("\n\t\v"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_no_character_is_lost(editor, text):
    wanted = text.replace("\v", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    assert pasted(editor, text=text) == wanted
