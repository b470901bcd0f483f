"""Several people sign one review, each their own part; one person signs all of it as before."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from hssib_desk.domain.parts.standing import standings
from hssib_desk.ui.case.outline import SIGN_OFF
from hssib_desk.ui.settings.user_snippets import OwnWords, save_words, words_path
from tests.parts import finish, states
from tests.ui.conftest import named

SAFETY = {"name": "A. Lindqvist", "role": "Patient safety lead"}


@pytest.fixture
def ready(window):
    """A review with every needed answer, and the computer of a family liaison officer."""
    save_words(OwnWords(last={"name": "S. Okafor", "role": "family_liaison"}))
    book = window.session.workbook
    return finish(book, book.new_case().id)


def sign_off(window, case):
    window.case(case.id, SIGN_OFF)
    screen = window.page("case")
    return screen, screen.doors.sign_off


def settle(qtbot, page, name="S. Okafor"):
    """Give each remark its reason, read what is hidden, and sign by name and declaration."""
    for field in list(page.warnings.fields.values()):
        qtbot.keyClicks(field, "Read and kept.")
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    if page.hidden.isVisible():
        qtbot.keyClick(page.hidden.link, Qt.Key.Key_Return)
    name_field, role = page.panel.boxes["signer_name"].editor, page.panel.boxes["signer_role"].editor
    if not name_field.value():
        qtbot.keyClicks(name_field, name)
        role.set_value("family_liaison")
        role.edited.emit("family_liaison")
    qtbot.keyClick(page.panel.tick, Qt.Key.Key_Space)
    qtbot.waitUntil(page.panel.sign.isEnabled)


def press(qtbot, widget):
    widget.setFocus()
    qtbot.keyClick(widget, Qt.Key.Key_Return)


def test_one_person_sees_one_signature_for_everything(qtbot, window, ready):
    _screen, page = sign_off(window, ready)
    assert page.parts.chip.text == "0 of 3 signed"
    assert page.panel.chosen == ["reviewer", "safety", "family"]
    assert page.panel.heading.text() == page.panel.sign.text() == "Sign and seal"
    assert not any(tick.isVisible() for tick in page.panel.ticks.values())
    settle(qtbot, page)
    press(qtbot, page.panel.sign)
    now = window.session.case(ready.id)
    assert now.seal.name == "S. Okafor" and {item.whole for item in standings(now)} == {True}
    assert page.parts.chip.text == "3 of 3 signed"


def test_each_signs_their_own_part_and_the_last_is_told_so(qtbot, window, ready):
    reviews = window.session.workbook.reviews
    reviews.sign_parts(ready.id, ["safety"], **SAFETY)
    due = (date.today() + timedelta(days=4)).isoformat()
    reviews.assign_part(ready.id, "family", name="S. Okafor", role="family_liaison", due=due)
    screen, page = sign_off(window, ready)
    family = page.parts.rows["family"]
    assert family.chip.text == "Waiting, due in 4 days"
    assert family.said == "S. Okafor, family liaison officer (you)"
    assert page.panel.chosen == ["family"] and page.panel.heading.text() == "Sign the family part"
    assert "not involved" not in page.panel.tick.text()
    whose = {key: row.words for key, row in screen.panels.outline._rows.items()}
    assert whose["family"] == "Family" and whose["decisions"] == "Safety" and whose["person"] == ""
    settle(qtbot, page)
    assert "The review is sealed when Reviewer is signed too." in page.panel.why.text()
    press(qtbot, page.panel.sign)
    now = window.session.case(ready.id)
    assert (now.seal, states(now)["family"]) == (None, "signed")
    assert page.panel.chosen == ["reviewer"] and page.panel.boxes["signer_name"].editor.value() == ""
    settle(qtbot, page, "R. Mensah")
    assert "Yours is the last part: signing it seals the review as version 1." in page.panel.why.text()
    press(qtbot, page.panel.sign)
    assert window.session.case(ready.id).seal.name == "R. Mensah"


def test_a_part_is_given_set_aside_and_opened_on_the_page(qtbot, window, ready):
    _screen, page = sign_off(window, ready)
    press(qtbot, page.parts.rows["safety"].links["assign"])
    qtbot.keyClicks(window.focusWidget(), "A. Lindqvist")
    press(qtbot, named(page, "give-safety"))
    assert page.parts.rows["safety"].said == "A. Lindqvist"
    assert page.panel.chosen == ["reviewer", "family"] and page.panel.ticks["safety"].isVisible()
    press(qtbot, page.parts.rows["family"].links["aside"])
    assert not named(page, "do-aside-family").isEnabled()
    qtbot.keyClicks(window.focusWidget(), "No family is known")
    assert page.holds_typed
    press(qtbot, named(page, "do-aside-family"))
    assert "No family is known" in page.parts.rows["family"].said
    assert page.parts.rows["family"].chip.text == "Set aside" and page.panel.chosen == ["reviewer"]
    press(qtbot, page.parts.rows["family"].links["open"])
    qtbot.keyClicks(window.focusWidget(), "A sister was found")
    press(qtbot, named(page, "do-open-family"))
    assert states(window.session.case(ready.id))["family"] == "open"


def test_a_signed_part_cannot_be_written_on_and_the_page_says_why(qtbot, window, ready):
    for key, name in (("family", "S. Okafor"), ("safety", "A. Lindqvist")):
        window.session.workbook.reviews.sign_parts(ready.id, [key], name=name, role="")
    screen, _page = sign_off(window, ready)
    window.case(ready.id, "family")
    field = next(
        f for f in window.session.library.forms["family"].fields if f.kind == "text" and not f.living
    )
    assert named(screen, field.key).isReadOnly()
    assert "Family part was signed by S. Okafor" in screen.panels.sealed.words.text()
    window.case(ready.id, "why")
    assert not screen.panels.sealed.isVisible()
    window.case(ready.id, "duties")  # answered after signing too
    assert not screen.panels.sealed.isVisible()
    window.case(ready.id, "decisions")
    assert screen.panels.sealed.isVisible()


def test_a_name_ticks_its_own_part_and_nothing_that_is_somebody_elses(qtbot, window, ready):
    words_path().unlink()  # a computer that knows nobody yet
    reviews = window.session.workbook.reviews
    reviews.sign_parts(ready.id, ["reviewer"], name="R. Mensah", role="")
    for key, name in (("family", "S. Okafor"), ("safety", "A. Lindqvist")):
        reviews.assign_part(ready.id, key, name=name, role="", due="")
    window.case(ready.id)  # nothing is left to answer: it opens where it is signed
    screen = window.page("case")
    panel = screen.doors.sign_off.panel
    assert screen.page_key == SIGN_OFF and panel.chosen == []
    assert "Tick the part that you sign." in panel.why.text()
    qtbot.keyClicks(panel.boxes["signer_name"].editor, "s. okafor")
    assert panel.chosen == ["family"] and panel.heading.text() == "Sign the family part"
    qtbot.keyClick(panel.ticks["safety"], Qt.Key.Key_Space)
    qtbot.keyClicks(panel.boxes["signer_name"].editor, " and others")
    assert panel.chosen == ["safety", "family"], "what somebody ticked stays"
