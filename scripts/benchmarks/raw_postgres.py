"""The yardsticks on PostgreSQL: one connection that writes the same load. No network, no parsing within the clock.

    raw_postgres.py accept STREAM URL SECONDS            one prepared INSERT a body, 100 a transaction: bodies/s
    raw_postgres.py upsert WARMUP STREAM URL SECONDS     grant rows by UNNEST, 1,000 events a statement: events/s
"""

import gzip
import itertools
import json
import sys
import time
from datetime import datetime

import psycopg

from load import bodies

BATCH, ROWS = 100, 1_000


def accept(stream, database, seconds):
    blobs = list(itertools.islice(bodies(stream), 20_000))  # read before the clock starts; used in turn
    database.execute("CREATE TABLE bodies (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA NOT NULL)")
    database.commit()
    cursor, source, inserted = database.cursor(binary=True), itertools.cycle(blobs), 0
    began = time.perf_counter()
    while (elapsed := time.perf_counter() - began) < seconds:
        for body in itertools.islice(source, BATCH):
            cursor.execute("INSERT INTO bodies (body) VALUES (%b)", (body,), prepare=True)
        database.commit()
        inserted += BATCH
    return inserted / elapsed


def rows(stream, numbers):
    """(person, client, resource, milliseconds) of each event, as numbers."""
    number = lambda kind, text: numbers.setdefault((kind, text), len(numbers) + 1)
    for body in bodies(stream):
        report = json.loads(gzip.decompress(body))
        person = number("person", report["subject"]["email"])
        for event in report["events"]:
            at = int(datetime.fromisoformat(event["ended_at"].replace("Z", "+00:00")).timestamp() * 1000)
            yield (person, number("client", event["client"]["client_id"]),
                   number("resource", event["provider"]["origin"]), at)


def statements(events):
    """Arguments of one statement each; a row stands once in a statement, with its count."""
    while part := list(itertools.islice(events, ROWS)):
        merged = {}
        for *key, at in part:
            count, last = merged.get(tuple(key), (0, 0))
            merged[tuple(key)] = (count + 1, max(last, at))
        columns = zip(*((*key, *value) for key, value in merged.items()))
        yield len(part), [list(column) for column in columns]


UPSERT = """
    INSERT INTO sightings (org, person, client, resource, count, last_seen)
    SELECT 1, * FROM unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[])
    ON CONFLICT (org, person, client, resource) DO UPDATE
    SET count = sightings.count + excluded.count, last_seen = greatest(sightings.last_seen, excluded.last_seen)"""


def upsert(warmup, stream, database, seconds):
    database.execute("""
        CREATE TABLE sightings (
            org BIGINT, person BIGINT, client BIGINT, resource BIGINT, count BIGINT NOT NULL, last_seen BIGINT NOT NULL,
            PRIMARY KEY (org, person, client, resource))""")
    cursor, numbers = database.cursor(binary=True), {}
    for _, arguments in statements(rows(warmup, numbers)):
        cursor.execute(UPSERT, arguments, prepare=True)
    database.commit()
    prepared = list(itertools.islice(statements(rows(stream, numbers)), int(seconds * 60)))
    written, began = 0, time.perf_counter()
    for count, arguments in itertools.cycle(prepared):
        cursor.execute(UPSERT, arguments, prepare=True)
        database.commit()
        written += count
        if (elapsed := time.perf_counter() - began) >= seconds:
            return written / elapsed


if __name__ == "__main__":
    kind, *streams, url, length = sys.argv[1:]
    with psycopg.connect(url) as connection:
        print({"accept": accept, "upsert": upsert}[kind](*streams, connection, float(length)))
