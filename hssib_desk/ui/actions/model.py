"""The rows of the action log, fetched by pages; the workbook filters, sorts and counts them in SQL."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from hssib_desk.store.errors import WorkbookError
from hssib_desk.store.lists.queries import ActionQuery, ActionRow
from hssib_desk.ui.actions.groups import Groups
from hssib_desk.ui.actions.words import (
    action_form,
    brag_text,
    brag_words,
    options_of,
    short_label,
    show_stored,
)
from hssib_desk.ui.kit import roles
from hssib_desk.ui.kit.fields.chips import chip_width
from hssib_desk.ui.kit.paint import text_width
from hssib_desk.ui.kit.table_model import Column, Display, PagedModel
from hssib_desk.ui.kit.theme import current
from hssib_desk.ui.kit.tokens import BRAG
from hssib_desk.ui.session import Session

LONGEST = 8  # texts of a column with the most letters: one of them is the widest


class ActionsModel(PagedModel[ActionRow, ActionQuery]):
    """The actions that `query` finds."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        self._session = session
        form = action_form(session.library)
        self._theme = options_of(form, "theme")
        options = options_of(form, "status")
        self._set_aside = [choice.label for choice in (options.choices if options else ()) if choice.group]
        self._brag = {code: word for code, word, _ in brag_words(session.library)}
        names = {role: field.column for role in ("title", "theme", "owner") if (field := form.role(role))}
        self.groups = Groups((), set())
        super().__init__(
            self._columns(names), ActionQuery(), self._find_rows, self._count_found, WorkbookError, parent
        )

    def _find_rows(self, query: ActionQuery, offset: int, limit: int) -> list[ActionRow]:
        lists = self._session.workbook.lists
        if not query.group_by:
            return lists.actions(query, offset, limit)
        return self.groups.page(offset, limit, lambda first, n: lists.actions(query, first, n))

    def _count_found(self, query: ActionQuery) -> int:
        """How many rows there are, heads of groups with them; folded groups stay folded while they last."""
        lists = self._session.workbook.lists
        folded = self.groups.folded if query.group_by == self.query.group_by else set()
        self.groups = Groups(lists.action_groups(query), folded)
        return self.groups.rows if query.group_by else lists.count_actions(query)

    @property
    def found(self) -> int:
        """How many actions there are, those of folded groups with them."""
        return sum(group.count for group in self.groups.groups) if self.query.group_by else self.rowCount()

    def is_head(self, number: int) -> bool:
        """Whether a row heads a group."""
        row = self.row(number)
        return row is not None and not row.entry_id

    def fold(self, number: int, is_folded: bool | None = None) -> int:
        """Fold the group of a row away, or show it again; return where its head stands then."""
        row = self.row(number)
        if row is None or not self.query.group_by:
            return number
        while number and not self.is_head(number):
            number -= 1
        folded = self.groups.folded
        wanted = row.group not in folded if is_folded is None else is_folded
        if wanted != (row.group in folded):
            folded ^= {row.group}
            self._start(self.query, self.groups.rows)
        return number

    def is_folded_away(self, entry_id: str) -> bool:
        """Whether an action is in the list, in a group that is folded."""
        if not self.query.group_by or not self.groups.folded:
            return False
        under = self._session.workbook.lists.row_of_action(self.query, entry_id)
        return under is not None and self.groups.group_at(under) in self.groups.folded

    def unfold_action(self, entry_id: str) -> None:
        """Show the group of an action, where it is folded away."""
        under = self._session.workbook.lists.row_of_action(self.query, entry_id)
        group = self.groups.group_at(under) if self.query.group_by and under is not None else None
        if group in self.groups.folded:
            self.groups.folded.discard(group or "")
            self._start(self.query, self.groups.rows)

    def _columns(self, names: dict[str, str]) -> tuple[Column[ActionRow], ...]:
        return (
            Column("ref", "Ref", 134, lambda row: row.ref, "ref", muted=True, small=True),
            Column(
                "title", names["title"], 200, lambda row: row.title or "Not written yet", "title", weight=500,
                wraps=True,
            ),
            Column(
                "theme", names.get("theme", ""), 174,
                lambda row: short_label(self._theme, row.codes.get("theme", ""), row.theme), "theme",
                muted=True, small=True,
            ),
            Column("strength", "Strength", 102, lambda row: row.strength, "strength"),
            Column("owner", names["owner"], 118, lambda row: row.owner, "owner", wraps=True),
            Column(
                "target", "Target", 104, lambda row: show_stored(row.target), "target", small=True,
                tabular=True,
            ),
            Column("brag", "BRAG", 122, lambda row: brag_text(row, self._brag), "brag"),
            Column("overdue", "Overdue", 100, _overdue, "overdue", right=True, tabular=True),
        )  # fmt: skip

    def words_width(self, column: Column[ActionRow]) -> float:
        """How wide the longest words of a column are: the chips there can be, and the rows at hand."""
        theme = current()
        if column.key == "brag":
            chips = [*self._brag.items(), *(("set_aside", word) for word in self._set_aside)]
            return max(chip_width(word, BRAG[code].shape) for code, word in chips)
        font = theme.font(
            13 if column.small else 14,
            600 if column.key == "overdue" else column.weight or 400,
            column.tabular,
        )
        texts = {column.text(row) for _, row in self.held() if row.entry_id}
        said = {word for text in texts for word in text.split()} if column.wraps else texts
        return max((text_width(word, font) for word in sorted(said, key=len)[-LONGEST:]), default=0)

    def row_of(self, entry_id: str) -> int:
        """The number of the row that shows an action, or -1; pages at hand are looked through first."""
        for number, row in self.held():
            if row.entry_id == entry_id:
                return number
        try:
            found = self._session.workbook.lists.row_of_action(self.query, entry_id)
        except WorkbookError as error:
            self.failed.emit(str(error))
            return -1
        if found is None:
            return -1
        return self.groups.row_of(found) if self.query.group_by else found

    def update_case(self, case_id: str) -> None:
        """Show what the actions of a case say now, each in the row where it stands."""
        fresh = {
            row.entry_id: row for row in self._session.workbook.lists.actions(ActionQuery(case_id=case_id))
        }
        for number, row in self.held():
            newer = fresh.get(row.entry_id)
            if newer is not None and replace(newer, group=row.group) != row:
                self.replace_row(number, replace(newer, group=row.group))

    def look(self, row: ActionRow, column: Column[ActionRow], role: int, number: int) -> object:
        """What a cell says beside its words, and where a group begins."""
        if not row.entry_id:
            return self._head(row, column, role)
        if role == roles.IdRole:
            return row.entry_id
        if role == roles.BragRole and column.key == "brag":
            return row.brag, brag_text(row, self._brag)
        if role == roles.SortRole and column.key == "overdue":
            return -1 if row.days_overdue is None else row.days_overdue
        if role == roles.SortRole and column.key == "target":
            return row.target
        if role in (Display, roles.SortRole):
            return column.text(row)
        if column.key != "overdue":
            return None
        late = row.days_overdue is not None
        return {roles.WeightRole: 600 if late else None, roles.MutedRole: not late}.get(role)

    def _head(self, row: ActionRow, column: Column[ActionRow], role: int) -> object:
        """What the head of a group says; its cells are drawn as one."""
        group = self.groups.by_value.get(row.group)
        n, late = (group.count, group.overdue) if group else (0, 0)
        name, is_folded = self._group_name(row.group), row.group in self.groups.folded
        counts = f"{n:,} action{'' if n == 1 else 's'}, {f'{late:,}' if late else 'none'} overdue"
        if role == roles.GroupRole:
            return roles.GroupValue(name, counts, is_folded)
        if role == Qt.ItemDataRole.AccessibleTextRole or (role == Display and column.key == "title"):
            return f"{name}, {counts}{', folded' if is_folded else ''}"
        return "" if role in (Display, roles.SortRole, roles.IdRole) else None

    def _group_name(self, value: str) -> str:
        if self.query.group_by == "brag":
            return self._brag.get(value, value)
        if self.query.group_by == "theme":
            return self._short_themes().get(value, value) or "Not said"
        return value or "Not said"

    def _short_themes(self) -> dict[str, str]:
        """The short words of the themes, by what a row is grouped under."""
        offered = self._theme.choices if self._theme else ()
        return {choice.label: choice.short or choice.label for choice in offered}


def _overdue(row: ActionRow) -> str:
    if row.days_overdue is None:
        return "–"
    return f"{row.days_overdue:,} day{'' if row.days_overdue == 1 else 's'}"
