"""Verify history and seals of an unprotected workbook: python3 verify_workbook.py WORKBOOK.hssib"""
# ruff: noqa: ANN001, ANN201, E401, E501, I001
import hashlib, json, pathlib, sqlite3, sys
LINE = "id act kind case_id entry_id field old new who at why undoes".split()
def sha(text): return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
def canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def living(node):  # the fields of a form that may change after a signature
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return set().union({node["key"]} if isinstance(node, dict) and node.get("living") else (), *map(living, parts))
# The key of every table whose rows the checkpoints vouch for; of cases only these columns, the others follow.
KEYS = {"settings": "key", "workbook_entries": "id", "people": "id", "counters": "name", "form_texts": "id", "cases": "id", "sealed_versions": "id",
        "entries": "id", "attachments": "id", "retention": "case_id", "tombstones": "case_id"}
OF_CASES = set("id ref year number created_at updated_at".split())
def digest(table, row):
    return sha(canonical({key: value for key, value in row.items() if value is not None and (table != "cases" or key in OF_CASES)}))[:32]
def seal(entries, forms, signed):
    for entry in (covered := sorted(entries, key=lambda entry: entry["id"])):
        key, version, digest, free = forms[entry["form_id"]]
        entry["line"] = {"form": key, "version": version, "form_text": digest, **{k: entry[k] for k in ("id", "ref", "stage")},
                         "answers": {k: v for k, v in entry["answers"].items() if k not in free}}
    return sha(canonical({"entries": [entry["line"] for entry in covered], "format": f"hssib-desk seal {2 if signed else 1}", **({"signed": signed} if signed else {})}))

def verify(path):
    db = sqlite3.connect(pathlib.Path(path).resolve().as_uri() + "?mode=ro", uri=True)
    db.row_factory = lambda cursor, row: dict(zip([head[0] for head in cursor.description], row, strict=True))
    refs = {row["id"]: row["ref"] for row in db.execute("SELECT id, ref FROM cases")}
    told, signatures, emptied, link, last = {}, {}, {}, "", 0
    for row in db.execute("SELECT c.*, p.name AS who FROM changes c LEFT JOIN people p ON p.id = c.person_id ORDER BY c.id"):  # 1. every line of the history follows from the one before
        row.update({key: row[key] and json.loads(row[key]) for key in ("old", "new")})
        if row["id"] != last + 1:
            yield f"Lines {last + 1} to {row['id'] - 1} of the history are missing."
        elif row["kind"] == "disposed":  # emptied; the line of the disposal vouches for number and hash
            emptied[row["case_id"]] = emptied.get(row["case_id"], "") + f"{row['id']} {row['hash']}\n"
        elif sha(f"{link}\n{canonical([row[key] for key in LINE])}") != row["hash"]:
            yield f"Line {row['id']} of the history ({refs.get(row['case_id'], 'no case')}) was altered."
        link, last, new, first = row["hash"], row["id"], row["new"], row["kind"] in ("new", "add", "import")
        if row["kind"] == "dispose" and sha(emptied.pop(row["case_id"], "")) != new[2]:
            yield f"Lines of the disposed case {new[0]} were altered."
        if row["kind"] == "sign":
            signatures[row["case_id"], new, row["why"], row["at"]] = f"{refs.get(row['case_id'])}: the signed version of {row['at']} is missing."
        elif row["entry_id"] and (first or (isinstance(new, dict) and "answers" in new)):
            told[row["entry_id"]] = row["case_id"], dict(new or {}) if first else dict(new["answers"])
        elif row["field"] and row["entry_id"]:
            told.setdefault(row["entry_id"], (row["case_id"], {}))[1][row["field"]] = new
    print(f"{last} lines of history; the hash of the last one is {link}")
    forms, now = {}, {row["id"]: {**row, "answers": json.loads(row["answers"])} for row in db.execute("SELECT * FROM entries")}
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'workbook_entries'").fetchone():  # what belongs to no case, since schema 6
        now |= {row["id"]: {**row, "case_id": "", "answers": json.loads(row["answers"])} for row in db.execute("SELECT * FROM workbook_entries")}
    for row in db.execute("SELECT * FROM form_texts"):  # 2. every form is as it was asked
        forms[row["id"]] = row["key"], row["version"], sha(row["text"]), living(json.loads(row["text"]))
        if sha(row["text"]) != row["digest"] or set(json.loads(row["living"])) != forms[row["id"]][3]:
            yield f"The text of the form “{row['key']}”, version {row['version']}, was altered."
    for key, (case, answers) in {**{key: (row["case_id"], {}) for key, row in now.items()}, **told}.items():  # 3. answers
        if key not in now or now[key]["answers"] != {name: value for name, value in answers.items() if value is not None}:
            yield f"Answers of {refs.get(case, 'a case that is gone') if case else 'a record of the workbook'} are not what the history says (entry {key})."
    for row in db.execute("SELECT * FROM sealed_versions ORDER BY id"):  # 4. every signature
        name, kept = f"signed version {row['number']} of {refs.get(row['case_id'])}", set(json.loads(row["entry_ids"]))
        why = f"Signed off by {row['name']}" + (f", {row['role']}" if row["role"] else "")
        if signatures.pop((row["case_id"], row["digest"], why, row["at"]), None) is None:
            yield f"Who signed the {name}, when or what, was altered."
        signed = {"at": row["at"], "case": row["case_id"], **{key: row[key] for key in ("name", "number", "role")}, "warnings": json.loads(row["warnings"])}
        signed = signed if row.get("format") == "hssib-desk seal 2" else None  # signatures before schema 3 cover the entries alone
        if seal([entry for entry in json.loads(row["entries"]) if entry["id"] in kept], forms, signed) != row["digest"]:
            yield f"The kept copy of the {name} was altered."
        if row["reopened_at"] is None and seal([now[key] for key in kept if key in now], forms, signed) != row["digest"]:
            yield f"What the {name} covers was altered after it was signed."
    yield from [*signatures.values(), *("Lines of the history were emptied." for _ in emptied)]
    yield from verify_rows(db, last)
    for row in db.execute("SELECT attachment_id, content FROM attachment_contents"):  # 6. every attached file
        if hashlib.sha256(row["content"]).hexdigest() != row["attachment_id"][-64:]:
            yield f"The content of the attached file {row['attachment_id']} was altered."

def verify_rows(db, last):  # 5. every row is as the last checkpoint that speaks of it says
    told, link, line, number, gone = {}, "", 0, 0, {row["case_id"] for row in db.execute("SELECT case_id FROM tombstones")}
    for row in db.execute("SELECT k.*, c.hash AS of_line FROM checkpoints k LEFT JOIN changes c ON c.id = k.line ORDER BY k.id"):
        own = canonical([row["line"], row["lines"], row["case_id"], row["digest"]])
        whole = row["case_id"] in gone if row["rows"] is None else sha(canonical(json.loads(row["rows"]))) == row["digest"]
        if row["id"] != number + 1 or not whole or sha(f"{link}\n{row['of_line'] or ''}\n{own}") != row["hash"]:
            yield f"Checkpoint {row['id']} was altered."
        if row["lines"] and row["line"] - row["lines"] != line:
            yield f"The history was written by something else between lines {line} and {row['line']}."
        link, line, number = row["hash"], row["line"], row["id"]
        told.update({(table, key): value for table, keys in json.loads(row["rows"] or "{}").items() for key, value in keys.items()})
    if line != last:
        yield f"The history was written by something else after line {line}."
    there = {row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table, name in ((table, name) for table, name in KEYS.items() if table in there):
        for row in db.execute(f"SELECT * FROM {table}"):
            if told.pop((table, str(row[name])), None) != digest(table, row):
                yield f"A row of {table} was altered or added: {row[name]}."
    yield from (f"A row of {table} was taken away: {key}." for (table, key), value in told.items() if value)
    print(f"{number} checkpoints; the hash of the last one is {link}")
if __name__ == "__main__":
    print("\n".join(found := list(verify(sys.argv[1]))) or "Nothing was altered.")
    sys.exit(3 if found else 0)
