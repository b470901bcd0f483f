"""Which page stands behind each name; a page is imported when it is first shown."""

from __future__ import annotations

from importlib import import_module

from hssib_desk.ui.session import Session
from hssib_desk.ui.window.navigator import Navigator
from hssib_desk.ui.window.place import Place

_SCREENS = {
    "home": "home.screen:HomeScreen",
    "cases": "cases.screen:CasesScreen",
    "import": "cases.import_screen:ImportScreen",
    "case": "case.screen:CaseScreen",
    "screening": "screening.screen:ScreeningScreen",
    "panel": "panel.screen:PanelScreen",
    "actions": "actions.screen:ActionsScreen",
    "update": "actions.update_screen:UpdateScreen",
    "learning": "learning.screen:LearningScreen",
    "calibration": "calibration.screen:CalibrationScreen",
    "export": "export.page:ExportScreen",
    "protection": "file.protection_page:ProtectionScreen",
    "settings": "settings.page:SettingsScreen",
    "backups": "file.backups_page:BackupsScreen",
    "check": "file.check_page:CheckScreen",
    "disposal": "retention.screen:DisposalScreen",
    "help": "window.help:HelpScreen",
}


def make_screen(name: str, session: Session, go: Navigator) -> Place:
    """A fresh page; every page takes the session and the moves it may ask for."""
    module, _, cls = _SCREENS[name].partition(":")
    made: Place = getattr(import_module(f"hssib_desk.ui.{module}"), cls)(session, go)
    return made
