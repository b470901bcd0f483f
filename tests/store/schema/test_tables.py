"""The schema is what the page about it says."""

import ast
from dataclasses import fields
from pathlib import Path

from hssib_desk import store
from hssib_desk.domain.actions.measures import brag_list
from hssib_desk.domain.duties.day_settings import day_settings
from hssib_desk.domain.duties.switched_off import SWITCHED_OFF
from hssib_desk.domain.review.case_file import WorkbookFacts
from hssib_desk.domain.review.retention import rules_of
from hssib_desk.store.entries.attachments import FILE_LIMIT, TOTAL_LIMIT
from hssib_desk.store.schema.tables import SCHEMA_VERSION, dumps, metadata
from hssib_desk.store.settings import REVIEW
from hssib_desk.store.space import LOW_SETTING
from hssib_desk.ui.cases.importing import MAP_SETTING

PAGE = Path("docs/schema.md").read_text("utf-8")


def test_every_table_is_described():
    assert [name for name in metadata.tables if f"`{name}`" not in PAGE] == []
    assert f"## Schema {SCHEMA_VERSION}" in PAGE


def test_every_kind_of_line_in_the_history_is_described(workbook, case, judgement, forms, plain):
    action = workbook.add_entry(case.id, forms.action.key, answers=forms.act())
    workbook.save(judgement.id, {forms.note_field.key: "Words"})
    workbook.undo(case.id)
    workbook.redo(case.id)
    workbook.remove_entry(action.id, "twice")
    workbook.restore_entry(action.id)
    workbook.set_setting("content_notice", "off")
    workbook.reviews.sign(case.id, name="R", role="")
    workbook.reviews.reopen(case.id, "why")
    workbook.import_cases([{}], "x")
    kinds = [kind for (kind,) in plain.execute("SELECT DISTINCT kind FROM changes")]
    assert len(kinds) == 11
    assert [kind for kind in kinds if f"`{kind}`" not in PAGE] == []


def kinds_written():
    """The kinds of lines that the store names where it writes them, as a word or a constant of a module."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(Path(store.__file__).parent.rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    constants = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            names = [n.id for n in ast.walk(node.targets[0]) if isinstance(n, ast.Name)]
            values = [v.value for v in ast.walk(node.value) if isinstance(v, ast.Constant)]
            constants.update(zip(names, values, strict=False))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "HistoryRecord":
            match node.args[:1]:
                case [ast.Constant(value=str(kind))]:
                    yield kind
                case [ast.Name(id=name)] if name.isupper():
                    yield constants[name]


def test_kinds_of_lines_that_are_seldom_written_are_described_too():
    kinds = set(kinds_written())
    assert {"dispose", "erase", "keep", "recover", "review", "second", "withdraw"} <= kinds
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in PAGE] == []


def test_every_setting_is_described(library):
    settings = {one.name for one in fields(WorkbookFacts)} - {"program", "path_name", "settings"}
    settings |= {option.key for option in library.options} | {rule.setting for rule in rules_of(library, {})}
    settings |= {SWITCHED_OFF, *day_settings()}
    settings |= {REVIEW, LOW_SETTING, FILE_LIMIT, TOTAL_LIMIT, MAP_SETTING, *brag_list(library).settings}
    assert [key for key in sorted(settings) if f"`{key}`" not in PAGE] == []


def test_every_foreign_key_and_narrow_table_can_be_found_by_entry(workbook, plain):
    for name in ("scores", "actions", "themes", "words"):
        plan = plain.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {name} WHERE entry_id = 'x'").fetchall()
        assert "USING" in plan[0][-1], (name, plan)


def test_text_is_kept_readable_unless_it_cannot_be():
    assert dumps({"a": "Łukasz"}) == '{"a":"Łukasz"}'
    assert dumps("half \ud83d") == '"half \\ud83d"'
