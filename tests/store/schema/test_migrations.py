"""An older workbook is brought up to date whole, or not at all."""

import re
import shutil
from pathlib import Path

import pytest

from hssib_desk.store import backups, opening
from hssib_desk.store.errors import Damaged, NewerVersion
from hssib_desk.store.lists.queries import CaseQuery
from hssib_desk.store.lock import lock_path
from hssib_desk.store.schema import migrations
from hssib_desk.store.schema.migrations import Step
from hssib_desk.store.schema.tables import SCHEMA_VERSION
from hssib_desk.store.verify.check import check
from hssib_desk.store.workbook import Workbook
from tests.database import plain_file

DATA = Path(__file__).parents[2] / "data"


def add_colour(raw):
    raw.execute("CREATE TABLE colours (name TEXT)")
    raw.execute("INSERT INTO colours SELECT ref FROM cases")


def fail_half_way(raw):
    raw.execute("ALTER TABLE cases ADD COLUMN colour TEXT")
    raw.execute("DELETE FROM words")
    raise RuntimeError("the power went")


def orphan(raw):
    raw.execute("CREATE TABLE nests (case_id REFERENCES cases(id))")
    raw.execute("INSERT INTO nests VALUES ('nobody')")


NEXT = Step(SCHEMA_VERSION + 1, "colours", add_colour)


def bring_up_to_date(path, *steps):
    opening.open_workbook(path, "R", read_only=False, steps=steps).close()


def test_a_step_and_its_number_are_kept_together_after_a_backup(workbook, case, path, plain):
    workbook.close()
    bring_up_to_date(path, NEXT)
    assert plain.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
    assert plain.execute("SELECT name FROM colours").fetchall() == [("C-2025-001",)]
    backups = [p for p in path.with_name("Oak House backups").iterdir() if "migration" in p.name]
    with plain_file(backups[0]) as before:
        assert before.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


@pytest.mark.parametrize(("broken", "error"), [(fail_half_way, RuntimeError), (orphan, Exception)])
def test_a_step_that_fails_leaves_the_steps_before_it_and_nothing_of_itself(
    workbook, case, path, plain, broken, error
):
    workbook.close()
    with pytest.raises(error):
        bring_up_to_date(path, NEXT, Step(SCHEMA_VERSION + 2, "broken", broken))
    assert plain.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
    assert plain.execute("SELECT count(*) FROM words").fetchone()[0] > 0
    assert "colour" not in [row[1] for row in plain.execute("PRAGMA table_info(cases)")]
    assert not lock_path(path).exists()


def test_steps_already_done_are_not_done_again(workbook, path):
    workbook.close()
    bring_up_to_date(path, NEXT)
    done = path.read_bytes()
    copies = list(backups.list_backups(path))
    bring_up_to_date(path, NEXT)
    assert path.read_bytes() == done
    assert list(backups.list_backups(path)) == copies


def test_an_older_workbook_is_not_changed_by_reading(workbook, path):
    workbook.close()
    with pytest.raises(NewerVersion, match="older version"):
        opening.open_workbook(path, "R", read_only=True, steps=[NEXT])


def test_steps_are_numbered_upwards_from_the_first_schema():
    assert [step.version for step in migrations.STEPS] == list(range(2, 2 + len(migrations.STEPS)))
    assert migrations.newest() == SCHEMA_VERSION


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_workbook_of_every_past_schema_opens_whole(version, tmp_path, library):
    path = tmp_path / "old.hssib"
    shutil.copy(DATA / f"schema-{version}.hssib", path)
    with Workbook.open(path, library=library, actor="R") as old:
        assert old.lists.count_cases(CaseQuery()) == 3
        signed = old.case(old.lists.cases(CaseQuery(status="sealed"))[0].id)
        assert signed.seal is not None
        assert [v.reopened_why for v in old.reviews.sealed_versions(signed.id)] == [
            "A witness came forward",
            "",
        ]
        kept = {e.form.key for e in signed.entries}  # forms that came later were never begun
        assert kept >= {"person", "why", "judgement", "family", "decisions", "action", "accepted"}
        assert old.lists.search("lukasz")
    found = check(path, library)
    assert [finding.sentence for finding in found if finding.severity == "error"] == []


def shape(path):
    """Every table, index and trigger, without the spaces between the words."""
    with plain_file(path) as plain:
        rows = plain.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {(kind, name): re.sub(r"\s|,(?=\))", "", sql) for kind, name, sql in rows}


def test_an_old_workbook_gets_the_schema_of_a_new_one(workbook, path, tmp_path, library):
    workbook.close()
    old = shutil.copy(DATA / "schema-1.hssib", tmp_path / "old.hssib")
    Workbook.open(old, library=library, actor="R").close()
    assert shape(old) == shape(path)


@pytest.mark.parametrize("claimed", range(1, SCHEMA_VERSION))
@pytest.mark.parametrize("tables", ["none", "newest"])
def test_a_file_that_is_not_of_the_version_it_says_is_called_damaged(
    workbook, path, library, claimed, tables
):
    workbook.close()
    if tables == "none":
        with plain_file(path) as plain:
            ours = plain.execute("PRAGMA application_id").fetchone()[0]
        path.unlink()
        with plain_file(path) as plain:
            plain.execute(f"PRAGMA application_id = {ours}")
            plain.execute("CREATE TABLE birds (name)")
    with plain_file(path) as plain:
        plain.execute(f"PRAGMA user_version = {claimed}")
    with pytest.raises(Damaged, match=r"is damaged: .*Restore it from one of its backups"):
        Workbook.open(path, library=library, actor="R")
