"""Takes jobs out of a long queue in SQLite, and tells what each costs."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from servers import HERE, ROOT, Gnomon, scratch
from store_rows import START, insert

JOBS = int(os.environ.get("GNOMON_BENCH_JOBS", 100_000))
PROGRAM = Path(os.environ.get("GNOMON_JOBS_BENCH", ROOT / ".build/release/jobs-benchmark"))
SCOPE = {"scope": "https://www.example.com/auth/mail", "access": "read", "data_class": "mail", "sensitivity": "high",
         "basis": "exact", "description": ""}


def claim_ms(say):
    """Milliseconds a job, of three runs."""
    with scratch() as folder:
        path = f"{folder}/gnomon.sqlite"
        with Gnomon() as empty:
            empty.stop()  # its schema is all that is wanted
            subprocess.run(["cp", empty.folder / "gnomon.sqlite", path], check=True)
        subprocess.run([sys.executable, HERE / "store_rows.py", path, str(JOBS)], check=True)
        queue(path)
        os.sync()
        say(f"claiming from {JOBS:,} queued jobs")
        return json.loads(subprocess.check_output([PROGRAM, path, "1"]))["claim_ms"]


def queue(path):
    """Lets every grant of the store wait to be revoked by connector 1."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("BEGIN")
    database.execute("UPDATE scope_sets SET scopes = ?", [json.dumps([SCOPE] * 4)])
    database.execute("UPDATE actions SET state = 'running' WHERE state = 'proposed'")
    insert(
        database, "connectors",
        "connector_no, name, kind, providers, settings, networks, revision, created_at, created_by",
        [(1, "bench", "google_workspace", "google", "{}", "", 1, START, 1)])
    insert(
        database, "jobs",
        "job_no, action_no, kind, subject_no, provider_id, connector_no, state, step, attempt, tries, read_backs, "
        "scheduled_at, created_at",
        ((n + 1, n // 10 * 2 + 2, "revoke", n + 1, "google", 1, "available", "call", 0, 0, 0, START - n % 1000, START)
         for n in range(JOBS)))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
