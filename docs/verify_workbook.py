"""Verify history and seals of an unprotected workbook: python3 verify_workbook.py WORKBOOK.hssib"""
# ruff: noqa: ANN001, ANN201, E401, E501, I001
import hashlib, json, pathlib, sqlite3, sys
LINE = "id act kind case_id entry_id field old new who at why undoes".split()
def sha(text): return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
def canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
def living(node):  # the fields of a form that may change after a signature
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return set().union({node["key"]} if isinstance(node, dict) and node.get("living") else (), *map(living, parts))
def seal(entries, forms):
    for entry in (signed := sorted(entries, key=lambda entry: entry["id"])):
        key, version, digest, free = forms[entry["form_id"]]
        entry["line"] = {"form": key, "version": version, "form_text": digest, **{k: entry[k] for k in ("id", "ref", "stage")},
                         "answers": {k: v for k, v in entry["answers"].items() if k not in free}}
    return sha(canonical({"entries": [entry["line"] for entry in signed], "format": "hssib-desk seal 1"}))

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
    for row in db.execute("SELECT * FROM form_texts"):  # 2. every form is as it was asked
        forms[row["id"]] = row["key"], row["version"], sha(row["text"]), living(json.loads(row["text"]))
        if sha(row["text"]) != row["digest"] or set(json.loads(row["living"])) != forms[row["id"]][3]:
            yield f"The text of the form “{row['key']}”, version {row['version']}, was altered."
    for key, (case, answers) in {**{key: (row["case_id"], {}) for key, row in now.items()}, **told}.items():  # 3. answers
        if key not in now or now[key]["answers"] != {name: value for name, value in answers.items() if value is not None}:
            yield f"Answers of {refs.get(case, 'a case that is gone')} are not what the history says (entry {key})."
    for row in db.execute("SELECT * FROM sealed_versions ORDER BY id"):  # 4. every signature
        name, kept = f"signed version {row['number']} of {refs.get(row['case_id'])}", set(json.loads(row["entry_ids"]))
        why = f"Signed off by {row['name']}" + (f", {row['role']}" if row["role"] else "")
        if signatures.pop((row["case_id"], row["digest"], why, row["at"]), None) is None:
            yield f"Who signed the {name}, when or what, was altered."
        if seal([entry for entry in json.loads(row["entries"]) if entry["id"] in kept], forms) != row["digest"]:
            yield f"The kept copy of the {name} was altered."
        if row["reopened_at"] is None and seal([now[key] for key in kept if key in now], forms) != row["digest"]:
            yield f"What the {name} covers was altered after it was signed."
    yield from [*signatures.values(), *("Lines of the history were emptied." for _ in emptied)]
if __name__ == "__main__":
    print("\n".join(found := list(verify(sys.argv[1]))) or "Nothing was altered.")
    sys.exit(3 if found else 0)
