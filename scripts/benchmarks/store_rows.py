"""Fills a SQLite store with a large company's rows, straight into its tables: as many of everything as a
number of grants brings along, all of which fit each other."""

import hashlib
import json
import sqlite3
import sys

START = 1_795_507_200_000
# Grants of one connection, each of another person. A connection has one finding, two actions and fifteen log entries.
PER_CONNECTION = 10
ASSESSMENT = json.dumps({
    "contributions": [{"points": 20, "signal": f"signal_{n}", "text": "reads mail of many people"} for n in range(6)],
    "model_version": "1.0.0", "score": 80}, separators=(",", ":"), sort_keys=True)


def emptied(database):
    """Takes out what the first start has left."""
    for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN "
            "('organisations', 'grdb_migrations')").fetchall():
        database.execute(f"DELETE FROM {name}")


def insert(database, table, columns, rows):
    marks = ", ".join("?" for _ in columns.split(","))
    database.executemany(f"INSERT INTO {table} (org_no, {columns}) VALUES (1, {marks})", rows)


def log(entries):
    """Entries in the form of RFC 8785, each with the hash of the one before."""
    previous = bytes(32)
    for number in range(1, entries + 1):
        text = (
            '{"actor":"system:analyzer","at":"2026-11-24T08:00:00.000Z","facts":{"change":"new_grant",'
            f'"outcome":"granted"}},"organisation":1,"outcome":"success","previous":"{previous.hex()}",'
            f'"sequence":{number},"targets":["grant:{number}","connection:{number}","person:{number}",'
            f'"client:{number}","scope_set:{number}"],"type":"grant.observe"}}').encode()
        previous = hashlib.sha256(text).digest()
        yield number, START, "grant.observe", text, previous


def fill(path, grants):
    """Writes `grants` grants (a multiple of 10) and what belongs to them into an empty store of this version."""
    connections, people, reports = grants // PER_CONNECTION, max(grants // 50, 20), max(grants // 50, 20)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("PRAGMA cache_size = -200000")
    database.execute("BEGIN")
    emptied(database)
    digest = lambda text: hashlib.sha256(str(text).encode()).digest()
    insert(database, "people", "person_no, person_key, kind, address, domain, managed, created_at", (
        (n, f"mail:person-{n}@example.com", "browser_user", f"person-{n}@example.com", "example.com", 1, START)
        for n in range(1, people + 1)))
    insert(database, "enrolment_tokens", "token_no, name, hash, created_at", [(1, "bench", digest("token"), START)])
    insert(database, "installs", "install_no, install_high, install_low, first_report_at, last_report_at", (
        (n, n, -n, START, START) for n in range(1, reports + 1)))
    insert(database, "reports", "report_no, install_no, token_no, digest, received_at, skew_ms, events, coding, body", (
        (n, n, 1, digest(n), START, 0, 20, "gzip", digest(-n) * 60) for n in range(1, reports + 1)))
    insert(database, "event_keys", "install_no, event_high, event_low, digest, seen_day", (
        (n, event, n, event, 20_000) for n in range(1, reports + 1) for event in range(20)))
    insert(database, "intake_counts", "name, shard, count", [("received", 0, 20 * reports), ("stored", 0, 20 * reports)])
    apps = max(connections // 10, 1)
    insert(
        database, "apps",
        "app_no, role, app_key, name, vendor, category, ai_class, traits, rule, confidence, evidence, first_seen",
        [(n, "resource", f"resource-{n}", f"Resource {n}", "Vendor", "mail", "not_ai", 0, "provider", 1.0, "[]", START)
         for n in range(1, 11)] +
        [(n + 10, "client", f"client-{n}", f"Client {n}", "Vendor", "ai", "ai_native", 3, "client_id", 0.95, "[]", START)
         for n in range(1, apps + 1)])
    places = [(n, 11 + (n - 1) // 10, 1 + (n - 1) % 10) for n in range(1, connections + 1)]
    insert(database, "clients", "client_no, app_no, resource_no, client_id, redirect_host, redirect, redirect_class", (
        (n, app, resource, f"{n}-abcdefghijklmnop.apps.example.com", "app.example.com", "https://app.example.com/cb",
         "web") for n, app, resource in places))
    scopes = json.dumps([{"scope": f"https://www.example.com/auth/scope.{n}", "sensitivity": "high"} for n in range(4)])
    insert(database, "scope_sets", "set_no, resource_no, set_key, scopes, kind, access, sensitivity, data_classes", (
        (n, resource, f"set-{n}", scopes, "data", "read", "high", "mail files") for n, _, resource in places))
    insert(
        database, "connections",
        "connection_no, app_no, resource_no, set_no, people, liveness, marks, first_seen, last_seen",
        ((n, app, resource, n, PER_CONNECTION, 1, 0, START, START + 60_000) for n, app, resource in places))
    numbers = range(grants)
    insert(
        database, "grants", "grant_no, connection_no, person_no, client_no, set_no, liveness, outcome, first_report_no",
        ((n + 1, n // 10 + 1, (n // 10 + n % 10) % people + 1, n // 10 + 1, n // 10 + 1, 1, "granted", 1)
         for n in numbers))
    insert(database, "grant_activity", "grant_no, first_seen, last_seen, sightings", (
        (n + 1, START, START + 1000, 3) for n in numbers))
    insert(
        database, "findings",
        "finding_no, connection_no, status, regressed, score, severity, assessment, opened_at, changed_at",
        ((n, n, "open", 0, 80, "critical", ASSESSMENT, START, START) for n, _, _ in places))
    insert(
        database, "actions",
        "action_no, finding_no, kind, state, rule, reason, policy_version, proposed_at, changed_at",
        ((n, (n + 1) // 2, "revoke", "cancelled" if n % 2 else "proposed", "critical", "critical: revoke", "1.0.0",
          START, START) for n in range(1, 2 * connections + 1)))
    insert(database, "log", "seq, at, type, bytes, hash", log(15 * connections))
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
