"""The yardstick: the same door in FastAPI's ordinary way, as light as it may be.

Bearer check, gunzip, parse, one row, one transaction a request, WAL with synchronous=FULL: a 202
means the same as Gnomon's. It does less (no check of fields, no per-event store), which favours it.
Served by granian with one worker and uvloop. BENCH_DB and BENCH_TOKEN come from the environment.
"""

import gzip
import hashlib
import hmac
import json
import os
import sqlite3
import time

from fastapi import FastAPI, HTTPException, Request

app = FastAPI()
token = f"Bearer {os.environ['BENCH_TOKEN']}".encode()
db = sqlite3.connect(os.environ["BENCH_DB"], isolation_level=None, check_same_thread=False)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
db.execute("""CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY, install_id TEXT NOT NULL, digest BLOB NOT NULL,
    received_at REAL NOT NULL, body BLOB NOT NULL, UNIQUE (install_id, digest))""")


@app.post("/v1/reports", status_code=202)
async def accept(request: Request):
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), token):
        raise HTTPException(401)
    body = await request.body()
    try:
        text = gzip.decompress(body)
        report = json.loads(text)
    except (OSError, EOFError, ValueError):
        raise HTTPException(400)
    if report.get("schema") != "gnomon.grant-report/1" or not 1 <= len(report["events"]) <= 100:
        raise HTTPException(400)
    db.execute("BEGIN IMMEDIATE")
    stored = db.execute(
        "INSERT OR IGNORE INTO reports (install_id, digest, received_at, body) VALUES (?, ?, ?, ?)",
        (report["install_id"], hashlib.sha256(text).digest(), time.time(), body)).rowcount
    db.execute("COMMIT")
    count = len(report["events"])
    return {"accepted": count if stored else 0, "duplicate": 0 if stored else count, "rejected": []}


@app.get("/v1/health/ready")
async def ready():
    return {"status": "ok"}
