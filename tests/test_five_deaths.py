"""Five deaths from an empty folder to the seal: the real window, keys alone, three people, three parts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from hssib_desk.cli import main
from hssib_desk.domain.parts.standing import standings
from hssib_desk.domain.review.duties import duties
from hssib_desk.ui import asking, work
from hssib_desk.ui.case import screen as case_screen
from hssib_desk.ui.case.raising import raise_line
from hssib_desk.ui.kit.fields.score import ScoreSelector
from hssib_desk.ui.kit.theme import install_theme
from hssib_desk.ui.window.window import MainWindow
from tests.reviewer import Reviewer

Key = Qt.Key
TODAY = date.today()
REVIEWER, LIAISON, SAFETY = (
    ("R. Mensah", "consultant_nurse"),
    ("S. Okafor", "family_liaison"),
    ("A. Lindqvist", "safety_lead"),
)
SIGNED_AS = "Consultant nurse", "Family liaison officer", "Patient safety lead"  # names stay in the workbook
WELL, BETTER = "Care was good: the ward knew them.", "It was poor that nobody checked the call was made."
ACTION = "Send a list of calls due each morning to the discharge lead"


def ago(days):
    day = TODAY - timedelta(days=days)
    return f"{day.day}/{day.month}/{day:%y}"


@dataclass
class Death:
    """What is known of a death, and what must follow from it."""

    screening: dict[str, object]
    duties: dict[str, str]
    level: str
    review: dict[str, object] = field(default_factory=dict)
    provider: str = "nhs"


KNOWN = {
    "date_of_birth": "3/5/61",
    "inpatient_at_death": "yes",
    "ward_type": "200",
    "legal_status": "01",
    "legal_circumstances": ["none"],
    "learning_disability": "5",
    "autism": "5",
    "pregnancy": "no",
    "family_raised": "nothing",
    "care_linked": "no",
    "abuse_signs": ["none"],
    "screen_read": "summary",
    "red_flags": ["none"],
}
REVIEWED = {
    "place_of_death": "not_known",
    "ethnicity": "A",
    "admission_date": ago(40),
    "out_of_area": "no",
    "reviewer_role": "consultant_nurse",
    "sources_used": ["inpatient_record", "family"],
    "contact_status": "in_touch",
    "judgement_well": WELL,
    "judgement_better": BETTER,
    "more_likely": "no",
    "second_review": "no",
    "learning_response": "none",
}
ALWAYS = {"screened": "must", "reviewed": "must", "family_told": "must"}
DEATHS = {
    "suicide 12 days after discharge": Death(
        {
            "date_of_death": ago(11), "inpatient_at_death": "no", "discharge_date": ago(23),
            "died_manner": "suicide", "death_category": "UU", "family_raised": "concern",
            "concern": "Nobody rang after he came home.", "care_linked": "yes", "red_flags": ["RF1", "RF3"],
        },
        {"coroner": "must", "lfpse": "must", "candour_decide": "must"},
        "full",
    ),
    "detained, natural, on the ward": Death(
        {
            "date_of_death": ago(13), "legal_status": "03", "died_manner": "natural", "death_category": "UN2",
        },
        {"coroner": "must", "cqc_detained": "must"},
        "full",
    ),
    "16 years old": Death(
        {
            "date_of_death": ago(9), "date_of_birth": "1/2/10", "ward_type": "301", "legal_status": "02",
            "died_manner": "suicide", "death_category": "UU", "care_linked": "not_known",
            "red_flags": ["RF3"], "outcome_reason": "The child death review asked for it.",
        },
        {
            "coroner": "must", "cqc_detained": "must", "lfpse": "must", "child_death": "must",
            "joint_response": "must", "candour_decide": "must", "make_safe": "must",
        },
        "full",
    ),
    "learning disability": Death(
        {
            "date_of_death": ago(16), "inpatient_at_death": "no", "discharge_date": ago(30),
            "died_manner": "natural", "death_category": "UN1", "learning_disability": "1",
            "outcome_reason": "LeDeR begins in spring; the ward asks for it now.",
        },
        {"examiner": "must", "leder": "must"},
        "short",
    ),
    "informal, independent hospital": Death(
        {
            "date_of_death": ago(6), "died_manner": "natural", "death_category": "UN1", "care_linked": "yes",
        },
        {
            "coroner": "decide", "examiner": "decide", "cqc_death": "must", "lfpse": "must",
            "candour_decide": "must", "commissioner": "must",
        },
        "full",
        provider="independent_nhs",
    ),
}  # fmt: skip


class Desk:
    """A computer with the program, and somebody at its keyboard."""

    def __init__(self, qtbot, monkeypatch, path, name):
        self.path, self.name, self.qtbot = path, name, qtbot
        monkeypatch.setenv("XDG_CONFIG_HOME", str(path.parent / name.replace(" ", "")))
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.resize(1366, 700)
        self.window.show()
        self.window.open_workbook(path)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.waitUntil(work.is_idle, timeout=30_000)
        self.hands = Reviewer(self.window)

    @property
    def case(self):
        """The one death of the workbook as it is in the file."""
        self.window.session.flush()
        (case,) = self.window.session.workbook.lists.case_files()
        return case

    def leave(self):
        """Close the window, as somebody does who goes."""
        work.finish_all()
        self.window.close()

    # What each of the three does

    def introduce(self, death):
        """Say who works here, and what kind of organisation it is, and begin the first case."""
        hands = self.hands
        hands.tab_to("first-signer_name")
        hands.write(self.name)
        hands.tab_to("first-signer_role")
        hands.give("consultant_nurse")
        hands.tab_to("continue-who")
        hands.press(Key.Key_Return)
        assert hands.place == "first-organisation"
        hands.write("Oak House")
        hands.tab_to("first-provider")
        hands.press(Key.Key_Down, times=["nhs", "independent_nhs"].index(death.provider))
        hands.tab_to("continue-organisation")
        hands.press(Key.Key_Return)
        hands.tab_to("first-case")
        hands.press(Key.Key_Return)

    def screen(self, death):
        """Answer what Tab leads to until the signature, and sign."""
        hands, answers = self.hands, KNOWN | {"outcome": death.level} | death.screening
        given = set()
        while hands.place != "sign-open":
            name, editor = hands.place, hands.editor
            assert hands.sees_the_cursor(), f"{name} has the cursor out of sight"
            if editor is not None and name not in given and answers.get(name) is not None:
                given.add(name)
                if name == "outcome_reason" and editor.value():
                    hands.press(Key.Key_A, ctrl=True)
                if not (name == "red_flags" and editor.value() == answers[name]):
                    hands.give(answers[name])
                assert hands.editor is editor, f"an answer to {name} moved the cursor to {hands.place}"
            hands.press(Key.Key_Tab)
        assert {item.key: item.state for item in duties(self.case)} == ALWAYS | death.duties
        hands.press(Key.Key_Return)
        assert (self.case.level, self.case.value("screened_by")) == (death.level, self.name)

    def review(self, death):
        """Answer what is needed from page to page, write each judgement, and raise what follows."""
        hands, answers = self.hands, REVIEWED | death.review
        screen = self.window.page("case")
        hands.press(Key.Key_Period, ctrl=True)
        seen = []
        while screen.page_key != "sign_off":
            place = hands.place
            assert hands.editor is not None and hands.sees_the_cursor(), f"{place} on {screen.page_key}"
            assert place not in seen[-2:], f"Ctrl+. stays at {place}"
            seen.append(place)
            if isinstance(hands.editor, ScoreSelector):
                self.judge()
                if place == "overall_score":
                    self.raise_in_a_line()
            else:
                hands.give(answers.get(place, self.some_answer(place)))
            hands.press(Key.Key_Period, ctrl=True)
        return seen

    def judge(self):
        """Write what went well and what could have been better above a score, and give it."""
        hands = self.hands
        score = hands.place
        hands.press(Key.Key_Tab, shift=True, times=2)
        hands.write(WELL)
        hands.press(Key.Key_Tab)
        hands.write(BETTER)
        hands.press(Key.Key_Tab)
        assert hands.place == score
        hands.write("3")

    def raise_in_a_line(self):
        """Under the overall judgement: a problem, what was learnt from it, and an action on that."""
        hands = self.hands
        hands.tab_to("add-problem")
        hands.press(Key.Key_Return)
        for line in ("No call was made", "A call that nobody owns is not made"):
            hands.write(line)
            hands.press(Key.Key_Return)
        hands.write(ACTION)
        hands.tab_to("raise-owner")
        hands.write("Discharge lead")
        hands.tab_to("raise-target_date")
        hands.write(ago(-60))
        hands.press(Key.Key_Return)
        hands.press(Key.Key_Escape)

    def give_away(self, part, name):
        """Give a part of the review to somebody else."""
        hands = self.hands
        hands.tab_to(f"assign-{part}")
        hands.press(Key.Key_Return)
        hands.write(name)
        hands.tab_to(f"give-{part}")
        hands.press(Key.Key_Return)

    def sign(self, role):
        """Give each remark its reason, name and role where they are not there yet, declare and sign."""
        hands, panel = self.hands, self.window.page("case").doors.sign_off.panel
        for _ in range(160):
            if panel.sign.isEnabled():
                break
            place, editor = hands.place, hands.editor
            assert hands.sees_the_cursor(), f"{place} has the cursor out of sight"
            if editor is not None and not editor.value():
                if place.startswith("reason-"):
                    hands.write("Checked with the ward, and kept.")
                elif place == "signer_name":
                    hands.write(self.name)
                elif place == "signer_role":
                    hands.give(role)
                elif place == "declaration":
                    hands.press(Key.Key_Space)
            hands.press(Key.Key_Tab)
        hands.tab_to(panel.sign.text())
        hands.press(Key.Key_Return)

    def print_it(self, button, saved):
        """Write what is asked for to a file."""
        hands, count = self.hands, len(saved)
        if button:
            hands.tab_to(button)
            hands.press(Key.Key_Return)
        page = self.window.page("export")
        self.qtbot.waitUntil(page.save.isEnabled, timeout=60_000)
        hands.tab_to("save-export")
        hands.press(Key.Key_Return)
        self.qtbot.waitUntil(lambda: len(saved) > count and saved[-1].exists(), timeout=60_000)
        self.qtbot.waitUntil(work.is_idle, timeout=60_000)

    def some_answer(self, key):
        """An answer as a reviewer gives it who found nothing amiss."""
        asked = next(
            f for form in self.window.session.library.forms.values() for f in form.fields if f.key == key
        )
        if asked.options:
            offered = asked.options.offered
            code = next((one.code for one in offered if one.means == "no"), offered[0].code)
            return [code] if asked.kind == "choices" else code
        return {"date": ago(2), "yes_no": "no", "time": "1015", "integer": "3"}.get(
            asked.kind, "Seen, and written down as it was told."
        )


@pytest.fixture
def desk(qtbot, qapp, monkeypatch, tmp_path):
    """A computer after the other, each with the same workbook."""
    install_theme(qapp, "light")
    monkeypatch.setattr(asking, "PATIENCE_S", 60)
    for module in (case_screen, raise_line):
        for name in ("MARK_AFTER_MS", "ASK_AFTER_MS"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 1)
    opened = []

    def sit_down(name, path):
        for other in opened:
            other.leave()
        opened[:] = [Desk(qtbot, monkeypatch, path, name)]
        return opened[0]

    yield sit_down
    for other in opened:
        other.leave()


@pytest.fixture
def saved(monkeypatch, tmp_path):
    """The file dialog, answered with a name of its kind in the folder of the test."""
    written = []

    def dialog(_parent, _title, suggested, kinds):
        written.append(tmp_path / f"printed{len(written)}{Path(suggested).suffix}")
        return str(written[-1]), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    return written


@pytest.mark.parametrize("name", DEATHS)
def test_a_death_is_screened_reviewed_signed_and_printed_by_keys(desk, saved, tmp_path, name):
    death, path = DEATHS[name], tmp_path / "reviews.hssib"
    assert main(["new", str(path)]) == 0
    here = desk(REVIEWER[0], path)
    here.introduce(death)
    here.screen(death)
    here.review(death)
    for part, other in (("safety", SAFETY[0]), ("family", LIAISON[0])):
        here.give_away(part, other)
    here.sign(REVIEWER[1])
    for other, role in (LIAISON, SAFETY):
        assert here.case.seal is None
        here = desk(other, path)
        here.hands.run(here.case.ref)
        here.sign(role)
    signed = {item.part.key: item.by for item in standings(here.case)}
    assert signed == {"reviewer": REVIEWER[0], "family": LIAISON[0], "safety": SAFETY[0]}
    assert here.case.seal and here.case.seal.name == SAFETY[0]
    here.print_it("Export this review", saved)
    here.hands.run("Export action log")
    here.print_it("", saved)
    here.leave()
    review, log = saved
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(review).pages).split())
    assert [said for said in (*SIGNED_AS, WELL, BETTER, ACTION) if said not in words] == []
    cells = [str(cell.value) for sheet in load_workbook(log) for row in sheet.iter_rows() for cell in row]
    assert any(ACTION in cell for cell in cells) and "Discharge lead" in cells
    assert main(["check", str(path)]) == 0
