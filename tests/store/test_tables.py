"""The schema is what the page about it says."""

from pathlib import Path

from hssib_desk.store.tables import SCHEMA_VERSION, dumps, metadata

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
    workbook.sign(case.id, name="R", role="")
    workbook.reopen(case.id, "why")
    workbook.import_cases([{}], "x")
    kinds = [kind for (kind,) in plain.execute("SELECT DISTINCT kind FROM changes")]
    assert len(kinds) == 11
    assert [kind for kind in kinds if f"`{kind}`" not in PAGE] == []


def test_every_foreign_key_and_narrow_table_can_be_found_by_entry(workbook, plain):
    for name in ("scores", "actions", "themes", "words"):
        plan = plain.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {name} WHERE entry_id = 'x'").fetchall()
        assert "USING" in plan[0][-1], (name, plan)


def test_text_is_kept_readable_unless_it_cannot_be():
    assert dumps({"a": "Łukasz"}) == '{"a":"Łukasz"}'
    assert dumps("half \ud83d") == '"half \\ud83d"'
