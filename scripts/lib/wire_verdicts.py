"""The schema's verdict on spoiled reports, for a test to hold the decoder against.

    wire_verdicts.py write FOLDER        spoils FOLDER/report.json field by field, writes FOLDER/verdicts.jsonl
    wire_verdicts.py check FOLDER        exit 1 when FOLDER/verdicts.jsonl is not what `write` would write

Every field of schemas/grant-report.v1.json is left out, made null, empty, one character long, as long as allowed and
one longer (also beyond ASCII), and given a control character, a letter beyond ASCII and values of other types. A line
is {"path", "change", "json", "valid"}; without "json" the field is left out. A path of "events" speaks of the first
event, a list stands for its first element. Verdicts are check-jsonschema's.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

SCHEMA = pathlib.Path("schemas/grant-report.v1.json")
TOOL = pathlib.Path(sys.executable).with_name("check-jsonschema")
ABSENT = object()

# What to lengthen where the field is empty in report.json, and by what: the default has no long run of letters and
# digits, which the decoder would take for a secret.
START = {"events.result.error": "access_denied"}
PADDING = {"events.result.error": "a", "plugin.version": "a", "plugin.extension_id": "a"}
# Lists whose order or number matters to the batch, and its hash: tested by hand.
LEFT_OUT = {"batch_id", "events"}

TIMES = [
    "2026-11-24T07:58:00Z", "2026-11-24T07:58:00.123456789Z", "2026-11-24t07:58:00.000z",
    "2026-11-24T07:58:00.000+00:00", "2026-11-24T08:58:00.000+01:00", "2026-11-24T07:58:00.", "2026-02-30T07:58:00.000Z",
    "2026-11-24 07:58:00.000Z", "2026-11-24T24:00:00.000Z",
]


def resolved(schema, root):
    """The schema with what it refers to mixed in."""
    merged = dict(schema)
    for choice in schema.get("anyOf", []):
        if "$ref" in choice:
            merged |= resolved(choice, root)
    if "$ref" in schema:
        merged = resolved(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root) | merged
    return merged


def fields(schema, root, path=()):
    """(path, schema) of every member; the elements of a list follow it with an index as last name."""
    for name, member in schema.get("properties", {}).items():
        member = resolved(member, root)
        here = path + (name,)
        if name == "events":
            yield from fields(resolved(member["items"], root), root, here)
            continue
        yield here, member
        if "items" in member:
            yield here + (0,), resolved(member["items"], root)
        yield from fields(member, root, here)


def inside(report, path):
    for name in path:
        if isinstance(report, list) and name != 0:
            report = report[0]
        report = report[name] if isinstance(report, list) or name in report else None
        if report is None:
            return None
    return report


def texts(path, schema, value):
    name = ".".join(str(part) for part in path)
    start = START.get(name, value if isinstance(value, str) else "")
    yield "one character", "a"
    yield "a letter beyond ASCII", start + "é"
    yield "a letter beyond 16 bits", start + "😀"
    yield "a control character inside", start[:4] + "\n" + start[4:]
    yield "DEL at the end", start + "\u007f"
    yield "an upper control character", start + "\u0085"
    yield "a space in front", " " + start
    yield "capitals", start.upper()
    if "maxLength" in schema:
        limit = schema["maxLength"]
        for title, padding in [("", PADDING.get(name, ".a")), (" beyond ASCII", "é")]:
            for count in (limit, limit + 1):
                text = start + (padding * count)[: count - len(start)]
                text = text[:-1] + "a" if text[-1] == "." else text
                yield f"{count - limit:+d} characters from the limit{title}", text
    if schema.get("format") == "date-time":
        for time in TIMES:
            yield time, time


def lists(schema, value):
    yield "an empty list", []
    if value:
        yield "a value twice", [value[0], value[0]]
    if "maxItems" in schema and "enum" not in schema["items"]:
        for count in (schema["maxItems"], schema["maxItems"] + 1):
            yield f"{count} values", [f"https://a{index}.example/x" for index in range(count)]


def numbers(schema):
    for name, step in (("minimum", -1), ("maximum", 1)):
        if name in schema:
            yield f"the {name}", schema[name]
            yield f"beyond the {name}", schema[name] + step
    yield "a whole number with a fraction", 1.0


def changes(path, schema, value):
    yield "absent", ABSENT
    yield "null", None
    yield "an empty text", ""
    for title, other in [
        ("a number", 1), ("a fraction", 1.5), ("a negative number", -1), ("true", True), ("an empty list", []),
        ("a list", [1]), ("an object", {}), ("another text", "another text"),
    ]:
        yield title, other
    kinds = schema.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds:
        yield from texts(path, schema, value)
    if "array" in kinds:
        yield from lists(schema, value)
    if "integer" in kinds:
        yield from numbers(schema)


def spoiled(report, path, value):
    report = copy.deepcopy(report)
    place = report
    for name in path[:-1]:
        place = place[name]
        if name == "events":
            place = place[0]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return report


def cases(report):
    """(path, change, value, spoiled report) of every case, each value once."""
    root = json.loads(SCHEMA.read_text())
    for path, schema in fields(root, root):
        if path[0] in LEFT_OUT and len(path) == 1:
            continue
        seen = set()
        element = path[-1] == 0
        for change, value in changes(path, schema, inside(report, path)):
            if element and value is ABSENT:
                continue
            kept = "" if value is ABSENT else json.dumps(value, ensure_ascii=False)
            if kept in seen:
                continue
            seen.add(kept)
            where, what = (path[:-1], [value]) if element else (path, value)
            yield ".".join(where), f"[{change}]" if element else change, what, spoiled(report, where, what)


def invalid(files):
    """The names of the files that break the schema."""
    outcome = subprocess.run(
        [TOOL, "--schemafile", SCHEMA, "-o", "json", *files], capture_output=True, text=True, check=False)
    answer = json.loads(outcome.stdout)
    if answer.get("parse_errors"):
        sys.exit(f"check-jsonschema could not read: {answer['parse_errors'][0]}")
    return {pathlib.Path(error["filename"]).name for error in answer.get("errors", [])}


def verdicts(report):
    with tempfile.TemporaryDirectory() as folder:
        found = list(cases(report))
        files = []
        for number, case in enumerate(found):
            files.append(pathlib.Path(folder) / f"{number}.json")
            files[-1].write_text(json.dumps(case[3]))
        bad = invalid(files)
        for (path, change, value, _), file in zip(found, files):
            line = {"path": path, "change": change, "valid": file.name not in bad}
            if value is not ABSENT:
                line["json"] = json.dumps(value, ensure_ascii=False)
            yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def main():
    verb, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    report = json.loads((folder / "report.json").read_text())
    text = "".join(verdicts(report))
    table = folder / "verdicts.jsonl"
    if verb == "write":
        table.write_text(text)
        print(f"{table}: {text.count(chr(10))} cases", file=sys.stderr)
    elif not table.exists() or table.read_text() != text:
        sys.exit(f"{table} is not the schema's word; run scripts/lib/wire_verdicts.py write {folder}")


main()
