"""Copies a filled SQLite store to PostgreSQL, and tells how long it took and how much memory it had."""

import os
import subprocess
import sys
import time

from postgres import Postgres
from servers import GNOMON, HERE, Gnomon, scratch

GRANTS = int(os.environ.get("GNOMON_BENCH_GRANTS", 1_000_000))


def run(say):
    """Figures as (name, unit, runs, most): a copy takes minutes, so there is one run. Memory is the command's peak
    resident memory in 10^6 bytes."""
    with scratch() as folder, Postgres() as server:
        path = f"{folder}/gnomon.sqlite"
        with Gnomon() as empty:
            empty.stop()  # its schema is all that is wanted
            subprocess.run(["cp", empty.folder / "gnomon.sqlite", path], check=True)
        began = time.monotonic()
        # In a process of its own: a child's peak begins with what its parent holds when it is started.
        subprocess.run([sys.executable, HERE / "store_rows.py", path, str(GRANTS)], check=True)
        say(f"a store of {GRANTS:,} grants, {os.path.getsize(path) / 1e6:.0f} MB, made in {time.monotonic() - began:.0f} s")
        os.sync()
        target = server.new_database("copy")
        began = time.monotonic()
        process = subprocess.Popen(
            [GNOMON, "store", "copy", "--from", f"sqlite:{path}", "--to", target], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench: gnomon store copy ended with {process.returncode}")
    memory = usage.ru_maxrss * 1024 / 1e6
    say(f"copied in {seconds:.1f} s, peak resident memory {memory:.0f} MB")
    return [("store_copy", f"s for {GRANTS} grants, SQLite to PostgreSQL", [seconds], 150),
            ("store_copy_memory_mb", "MB, peak", [memory], 200)]
