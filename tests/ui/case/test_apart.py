"""Lists of which each choice is in one: a source is used, asked for or not available, and named once."""

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.forms.form import FormError
from hssib_desk.domain.forms.form_reader import read_form
from hssib_desk.domain.forms.library import load_library, read_toml
from hssib_desk.resources import forms_dir
from hssib_desk.ui.case.questions import Questions

LISTS = ("sources_used", "sources_asked", "sources_missing")


@pytest.fixture
def screen(window):
    window.resize(1280, 800)
    window.new_case("short")
    made = window.page("case")
    made.show_page("information")
    return made


def boxes(screen):
    return next(q for q in screen._shown_page().findChildren(Questions) if q.asks(LISTS[0])).boxes


def kept(screen):
    screen.session.flush()
    told = screen.session.workbook.case(screen.case.id).entry("information").answers
    return [told.get(key) for key in LISTS]


def add(qtbot, screen, key, words):
    finder = boxes(screen)[key].editor.finder
    qtbot.keyClicks(finder, words[0])
    qtbot.keyClicks(finder._popup.search, words[1:])
    qtbot.keyClick(finder._popup.search, Qt.Key.Key_Return)


def test_a_source_that_is_chosen_in_another_list_moves_there(qtbot, screen):
    for key, words in zip(LISTS, ("inpatient record", "ambulance", "post-mortem"), strict=True):
        assert boxes(screen)[key].isVisible(), key
        add(qtbot, screen, key, words)
    used, asked, missing = kept(screen)
    assert [len(codes) for codes in (used, asked, missing)] == [1, 1, 1]
    add(qtbot, screen, "sources_used", "ambulance")
    assert kept(screen) == [sorted([*used, *asked], key=order(screen)), None, missing]
    assert not boxes(screen)["sources_asked"].editor.value()
    add(qtbot, screen, "sources_missing", "inpatient record")
    now = kept(screen)
    assert now[0] == asked and set(now[2]) == {*missing, *used}


def order(screen):
    codes = [c.code for c in screen.case.library.lists["information_sources"].choices]
    return codes.index


def test_a_form_whose_lists_differ_is_refused():
    library = load_library()
    raw = read_toml(forms_dir() / "information.toml")
    first = next(field for field in raw["section"][0]["field"] if field["key"] == LISTS[0])
    first["apart_from"] = ["spoken_to"]
    with pytest.raises(FormError, match="does not offer the same choices"):
        read_form(raw, library.lists, library.raw_lists, "information.toml")
