"""Two collectors and two workers on one PostgreSQL server of the bench's own, all on this machine."""

import json
import subprocess
import sys
from contextlib import ExitStack

from postgres import Postgres
from servers import HERE, Gnomon, get


class Fleet:
    name = "gnomon on PostgreSQL, two collectors and two workers"

    def __init__(self, workers=2):
        self.workers = workers

    def __enter__(self):
        with ExitStack() as stack:
            url = stack.enter_context(Postgres()).new_database("gnomon")
            self.api = stack.enter_context(Gnomon("api", store=url))
            self.token = self.api.token
            collectors = [stack.enter_context(Gnomon("collector", store=url, token=self.token)) for _ in range(2)]
            for _ in range(self.workers):
                stack.enter_context(Gnomon("analyzer", store=url, token=self.token))
            self.urls = [collector.url for collector in collectors]
            self.url = self.urls[0]
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def metrics(self):
        """The organisation's counts: a process's own /metrics tell of that process."""
        return Counts(json.loads(get(f"{self.api.url}/v1/status", self.api.api_token)))


class Counts:
    NAMES = {"gnomon_inbox_events": "backlog_events", "gnomon_events_stored_total": "stored_events"}

    def __init__(self, status):
        self.status = status

    def total(self, name):
        return float(self.status[self.NAMES[name]])


def yardstick(kind, *streams, seconds):
    """What one connection does on a server of its own; see raw_postgres.py."""
    with Postgres() as server:
        return float(subprocess.check_output(
            [sys.executable, HERE / "raw_postgres.py", kind, *streams, server.new_database("raw"), str(seconds)]))
