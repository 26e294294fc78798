"""Says of each local copy whether it holds what the register's own file holds, and how far it has read the change log.

Usage: python3 compare.py WHOLE.zip CHANGES COPY...; a COPY is a SQLite database or a directory of JSON files.
"""

import json
import pathlib
import sqlite3
import sys
import zipfile


def register(path):
    with zipfile.ZipFile(path) as archive:
        companies = json.loads(archive.read(archive.namelist()[0]))
    return {company["organisasjonsnummer"]: company for company in companies}


def copy(path):
    """The companies of a copy by number, and how far it has read."""
    if path.is_dir():
        files = path.glob("*/*.json")
        return {file.stem: json.loads(file.read_text()) for file in files}, int((path / "sequence").read_text())
    database = sqlite3.connect(path)
    rows = database.execute("SELECT number, document FROM company")
    companies = {number: json.loads(document) for number, document in rows}
    return companies, int(database.execute("SELECT sequence FROM state").fetchone()[0])


whole, changes = register(sys.argv[1]), int(sys.argv[2])
failed = False
for path in map(pathlib.Path, sys.argv[3:]):
    held, sequence = copy(path)
    differ = [number for number in whole.keys() | held.keys() if whole.get(number) != held.get(number)]
    if not differ and sequence > changes and len(whole) > 100:
        print(f"PASSED: {path.name}: {len(held)} companies are as in the register, after {sequence} lines of the change log")
        continue
    failed = True
    print(f"FAILED: {path.name}: {len(differ)} of {len(whole)} companies differ, after {sequence} lines of the change log")
    for number in sorted(differ)[:3]:
        print(f"  {number}\n    register {json.dumps(whole.get(number))}\n    copy     {json.dumps(held.get(number))}")
sys.exit(failed)
