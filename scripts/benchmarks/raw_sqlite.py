"""The other yardstick: a bare loop that inserts the same gzip bodies, 100 a transaction, WAL,
synchronous=FULL. No network, no parsing. Prints the bodies inserted per second.

    raw_sqlite.py STREAM DATABASE SECONDS
"""

import itertools
import sqlite3
import sys
import time

from load import bodies

BATCH = 100
stream, database, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
blobs = list(itertools.islice(bodies(stream), 20_000))  # read before the clock starts; used in turn
batches = [[(b,) for b in blobs[i:i + BATCH]] for i in range(0, len(blobs) - BATCH + 1, BATCH)]

db = sqlite3.connect(database, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA synchronous=FULL")
db.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

inserted = 0
began = time.perf_counter()
for batch in itertools.cycle(batches):
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO bodies (body) VALUES (?)", batch)
    db.execute("COMMIT")
    inserted += BATCH
    if (elapsed := time.perf_counter() - began) >= seconds:
        break
print(inserted / elapsed)
