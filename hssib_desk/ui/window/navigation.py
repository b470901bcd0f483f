"""Moving between the places of a workbook: the frame round them, its keys, and the page of each place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from hssib_desk.resources import product
from hssib_desk.ui.host import PLACES
from hssib_desk.ui.kit.fields.keys import on_key
from hssib_desk.ui.kit.ring import step
from hssib_desk.ui.window.overlay import Overlay, Stack
from hssib_desk.ui.window.place import Place

if TYPE_CHECKING:
    from hssib_desk.domain.forms.levels import Level
    from hssib_desk.store.lists.queries import ActionQuery, CaseQuery
    from hssib_desk.ui.host import CaseOnScreen, Host
    from hssib_desk.ui.kit.shell import Rail, TopBar
    from hssib_desk.ui.kit.toast import Toast
    from hssib_desk.ui.session import Session
    from hssib_desk.ui.window.frame import Frame

# Where digits need Shift, as on a French keyboard: with it, and by what stands on the key without it.
_PLACE_KEYS = [
    (place, (f"Ctrl+{n}", f"Ctrl+Shift+{n}", f"Ctrl+{letter}"))
    for place, n, letter in zip(PLACES, range(1, 5), "&É\"'", strict=True)
]
PROGRAM = product()
P = TypeVar("P", bound=Place)


class Navigation(QMainWindow):
    """The window as far as it moves between places; frame and pages are made when first shown."""

    host: Host  # the window itself, as its parts know it
    session: Session | None = None

    def __init__(self) -> None:
        super().__init__()
        self.screens: dict[str, Place] = {}  # by the name of the place
        self.is_put_away = self.is_stale = False  # the pages are behind the lock; the one in sight is old
        self._title = ""
        self.stack = Stack()
        self.setCentralWidget(self.stack)
        self.stack.currentChanged.connect(lambda _index: self._name_window())

    @cached_property
    def frame(self) -> Frame:
        """What stands round every place of a workbook; the first page is painted without it."""
        from hssib_desk.ui.window.frame import Frame
        from hssib_desk.ui.window.preload import Preloader

        Preloader(self)
        made = Frame(PLACES)
        self.stack.insertWidget(1, made)
        made.rail.chosen.connect(self.show_place)
        made.bar.search_asked.connect(self.host.search)
        made.bar.search.textEdited.connect(self.host.search)
        made.bar.pause_asked.connect(self.host.pause)
        made.bar.lock_asked.connect(self.host.lock)
        made.bar.menu_asked.connect(self.host.show_menu)
        self._add_keys()
        return made

    @property
    def bar(self) -> TopBar:
        """Title, search, whether the work is saved, and the menu."""
        return self.frame.bar

    @property
    def rail(self) -> Rail:
        """The way to each place."""
        return self.frame.rail

    @property
    def places(self) -> QStackedWidget:
        """The pages of the workbook."""
        return self.frame.places

    @property
    def notice(self) -> Toast:
        """The message in front of the page."""
        return self.frame.notice

    def _add_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.host.begin_search),
            ("F1", lambda: self.show_place("help")),
            ("Ctrl+Shift+P", self.host.pause),
            ("Ctrl+Shift+L", self.host.lock),
            ("Ctrl+Q", self.close),
            ("F6", partial(self.next_part, 1)),
            ("Shift+F6", partial(self.next_part, -1)),
            *((key, partial(self.show_place, place[0])) for place, keys in _PLACE_KEYS for key in keys),
        ]
        for key, act in keys:
            on_key(self, key, act, Qt.ShortcutContext.WindowShortcut)

    def next_part(self, by: int) -> None:
        """Move the cursor to the next part of the page in sight, back to where it was there."""
        shown = self.places.currentWidget()
        if isinstance(shown, Place) and not self.stack.overlays:
            shown.step_part(self.focusWidget(), by)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Take Tab through the window in reading order, whatever was made first."""
        return step(self, next) or super().focusNextPrevChild(next)

    @property
    def front(self) -> Overlay | None:
        """The page in front of all others, if there is one."""
        return self.stack.front

    @property
    def is_covered(self) -> bool:
        """Whether nothing of the workbook may be seen."""
        return self.stack.is_covered

    def show_overlay(self, page: Overlay) -> None:
        """Put a page in front; it leaves by itself."""
        self.stack.show_overlay(page)

    def show_title(self, title: str) -> None:
        """Name the workbook in the bar and on the window; nothing where none is open."""
        self._title = title
        if title:
            self.bar.set_title(title)
        self._name_window()

    def _name_window(self) -> None:
        is_named = self._title and not self.is_covered
        self.setWindowTitle(f"{self._title} – {PROGRAM}" if is_named else PROGRAM)

    def page(self, name: str) -> Place:
        """The page of a place, made when it is first asked for."""
        if name not in self.screens:
            from hssib_desk.ui.window.screens import make_screen

            assert self.session is not None
            self.screens[name] = made = make_screen(name, self.session, self.host)
            self.places.addWidget(made)
        return self.screens[name]

    def _show(self, name: str, kind: type[P], rail: str = "") -> P:
        assert self.session is not None
        self.session.flush()
        page = self.page(name)
        assert isinstance(page, kind)
        self.places.setCurrentWidget(page)
        self.rail.set_value(rail or name)
        self.notice.clear_passing()
        return page

    def show_place(self, place: str) -> None:
        """Show a place that needs nothing to be said about what to show in it."""
        if self.session is None:
            return
        if place == "cases":
            self.cases()
        elif place == "actions":
            self.action_log()
        elif place == "about":
            from hssib_desk.ui.window.help import HelpScreen

            self._show("help", HelpScreen).show_about()
        else:
            self._show(place, Place).refresh()

    def put_away(self, focus: QWidget | None) -> None:
        """Let go of what the pages hold of people's words, behind the lock; `focus` had the cursor.

        What is typed and not in the file yet stays, and so do the pages that ask for it.
        """
        from hssib_desk.ui.search.box import forget_hits

        if self.session is None:
            return
        self.is_stale &= self.is_put_away  # what is put away once more stays old
        self.is_put_away = True
        self.session.forget()
        forget_hits(self.host)
        self.bar.search.setText("")  # with what could be undone in it
        for screen in self.screens.values():
            is_stale = screen.put_away(focus)
            self.is_stale |= is_stale and screen is self.places.currentWidget()

    def bring_back(self) -> None:
        """Read again what was put away or has changed meanwhile, and show the page as it was."""
        self.is_put_away = False
        if self.is_stale:
            self.refresh_shown()

    def refresh_home(self) -> None:
        """Read again what Home shows, where it is in sight."""
        if self.places.currentWidget() is self.screens.get("home"):
            self.refresh_shown()

    def refresh_shown(self) -> None:
        """Read the page in sight again, or once it is brought back."""
        if self.is_put_away:
            self.is_stale = True
            return
        if self.session is not None:
            self.show_title(self.session.workbook.facts.title)
        shown = self.places.currentWidget()
        if isinstance(shown, Place):
            shown.refresh()

    def forget_screens(self) -> None:
        """Let go of every page: the workbook is closed."""
        for screen in self.screens.values():
            self.places.removeWidget(screen)
            screen.deleteLater()
        self.screens.clear()
        self.is_put_away = False

    def current_case(self) -> CaseOnScreen | None:
        """The case on the screen, if there is one."""
        shown: Any = self.places.currentWidget()
        is_case = shown is not None and shown in (self.screens.get("case"), self.screens.get("screening"))
        return shown if is_case and shown.case else None

    def home(self) -> None:
        """Show what needs somebody now."""
        self.show_place("home")

    def cases(self, query: CaseQuery | None = None) -> None:
        """Show the case list, as it was left or filtered."""
        from hssib_desk.ui.cases.screen import CasesScreen

        self._show("cases", CasesScreen).show_query(query)

    def case(self, case_id: str, page: str = "", field: str = "", entry_id: str = "") -> None:
        """Open a case at a page, a field or an entry; one that is at its screening, there."""
        from hssib_desk.ui.case.screen import CaseScreen

        if not page and not entry_id and self._is_screened(case_id):
            self.screen_deaths(case_id)
            return
        self._show("case", CaseScreen, "cases").show_case(case_id, page, field, entry_id)

    def _is_screened(self, case_id: str) -> bool:
        """Whether a case is at its screening, open or closed."""
        from hssib_desk.store.errors import WorkbookError

        if self.session is None:
            return False
        try:
            return self.session.case(case_id).level == "screen"
        except WorkbookError:
            return False  # the page of the case says why

    def screen_deaths(self, case_id: str = "") -> None:
        """Screen deaths row after row, from one of them or the oldest."""
        from hssib_desk.ui.screening.screen import ScreeningScreen

        self._show("screening", ScreeningScreen, "cases").start(case_id)

    def panel(self, named: str = "") -> None:
        """Show the meetings of the panel, or one of them."""
        from hssib_desk.ui.panel.screen import PanelScreen

        self._show("panel", PanelScreen, "cases").start(named)

    def action_log(self, query: ActionQuery | None = None, entry_id: str = "") -> None:
        """Show the action log, as it was left or filtered, with one action chosen."""
        from hssib_desk.ui.actions.screen import ActionsScreen

        self._show("actions", ActionsScreen).show_query(query, entry_id)

    def learning(self) -> None:
        """Show the figures."""
        self.show_place("learning")

    def import_caseload(self, path: Path | None = None) -> None:
        """Show the import page, asking for a file when none is given."""
        from hssib_desk.ui.cases.import_screen import ImportScreen

        self._show("import", ImportScreen, "cases").open_file(path)

    def update_actions(self, path: Path | None = None) -> None:
        """Show the re-import page, asking for a file when none is given."""
        from hssib_desk.ui.actions.update_screen import UpdateScreen

        self._show("update", UpdateScreen, "actions").open_file(path)

    def export(
        self,
        what: str,
        case_id: str = "",
        actions: ActionQuery | None = None,
        version: int = 0,
        action_id: str = "",
        meeting: str = "",
    ) -> None:
        """Show what an export contains before it is written."""
        from hssib_desk.ui.export.page import ExportScreen

        page = self._show("export", ExportScreen, self.rail.value())
        page.show_export(what, case_id, actions, version, action_id=action_id, meeting=meeting)

    def backups(self) -> None:
        """Show the copies of the workbook that there are."""
        self.show_place("backups")

    def new_case(self, level: Level = "screen") -> None:
        """Begin a case, at its screening where nothing else is said."""
        if self.session is None:
            return
        from hssib_desk.store.errors import WorkbookError

        try:
            case = self.session.act(lambda workbook: workbook.new_case(level=level))
        except WorkbookError as error:
            self.host.say(str(error), "bad")
            return
        self.case(case.id)
