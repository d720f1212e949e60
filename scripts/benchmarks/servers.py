"""Starts and stops what is measured: Gnomon and the FastAPI twin, on loopback, each on a fresh store."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
GNOMON = Path(os.environ.get("GNOMON_BIN", ROOT / ".build/release/gnomon")).absolute()
ALL_ROLES = "collector,analyzer,api"

# Limits lifted: one credential on one peer address sends for 2,000 installs, and an inbox without
# bound shows a growing backlog as a number, not as 503.
UNBOUND = {
    "GNOMON_RATE_CREDENTIAL": "0", "GNOMON_RATE_PEER": "0", "GNOMON_RATE_INSTALL": "0",
    "GNOMON_INBOX_EVENTS": "100000000", "GNOMON_INBOX_BYTES": "100000000000",
    "GNOMON_PEOPLE_DOMAINS": "example.com",
}


def scratch():
    """A private folder on the disk that is measured, gone afterwards."""
    (ROOT / "var/bench").mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="run.", dir=ROOT / "var/bench")


def get(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


class Server:
    """A server process in its own process group, logging to a file, with `url` once ready."""

    name = None

    def __enter__(self):
        self.temporary = scratch()
        self.folder = Path(self.temporary.name)
        self.log = self.folder / "log"
        self.process = None
        os.sync()  # the side before must not leave its dirty pages to this one
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.temporary.cleanup()

    def spawn(self, arguments, environment):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("GNOMON_")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(a) for a in arguments], env=clean | environment, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def wait_ready(self, find_url, seconds=30):
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            if url := find_url():
                try:
                    get(f"{url}/v1/health/ready")
                    return url
                except (urllib.error.URLError, OSError):
                    pass
            time.sleep(0.05)
        sys.exit(f"bench: {self.name} did not get ready:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                print(f"bench: {self.name} did not stop within 20 s: killed", file=sys.stderr)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # workers that outlived it
        except ProcessLookupError:
            pass
        self.process.wait()
        self.process = None


class Gnomon(Server):
    name = "gnomon"

    def __init__(self, roles=ALL_ROLES, synchronous="full", store=None, token=None):
        """`store` defaults to a SQLite file of its own; with `token` there is an enrolment token already."""
        self.roles, self.synchronous, self.store, self.token = roles, synchronous, store, token

    @property
    def urls(self):
        return [self.url]

    def start(self):
        if self.token:
            return self.serve(self.roles)
        self.serve(ALL_ROLES)  # the enrolment token is made through the API
        made = subprocess.run(
            [GNOMON, "enrolment", "create", "--name", "bench", "--server", self.url,
             "--token-file", self.folder / "admin-token"],
            stdout=subprocess.PIPE, text=True, check=True, cwd=self.folder)
        self.token = made.stdout.strip()
        self.api_token = (self.folder / "admin-token").read_text().strip()
        if self.roles != ALL_ROLES:
            self.stop()
            self.serve(self.roles)

    def serve(self, roles):
        self.spawn(
            [GNOMON, "serve", "--listen", "127.0.0.1:0", "--store",
             self.store or f"sqlite:{self.folder}/gnomon.sqlite",
             "--state-dir", self.folder, "--roles", roles],
            self.environment())
        self.url = self.wait_ready(self.printed_url)

    def environment(self):
        return UNBOUND | {"GNOMON_SQLITE_SYNCHRONOUS": self.synchronous}

    def printed_url(self):
        found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text(errors="replace"))
        return found and found.group()

    def metrics(self):
        return Metrics(get(f"{self.url}/metrics").decode())

    def peak_memory_mb(self):
        """The high-water mark of resident memory, in 10^6 bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) * 1024 / 1e6


class Twin(Server):
    name = "FastAPI twin"
    token = "bench-token"

    @property
    def urls(self):
        return [self.url]

    def start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.spawn(
            [Path(sys.executable).parent / "granian", "--interface", "asgi", "--workers", "1",
             "--loop", "uvloop", "--host", "127.0.0.1", "--port", port, "--no-access-log",
             "--working-dir", HERE, "fastapi_twin:app"],
            {"BENCH_DB": str(self.folder / "twin.sqlite"), "BENCH_TOKEN": self.token,
             "PYTHONDONTWRITEBYTECODE": "1"})
        self.url = self.wait_ready(lambda: f"http://127.0.0.1:{port}")


class Metrics:
    """A scrape of Prometheus text."""

    def __init__(self, text):
        self.samples = re.findall(r"^([a-z_]+)(?:\{(.*)\})? (\S+)", text, re.M)

    def total(self, name):
        values = [float(v) for n, _, v in self.samples if n == name]
        if not values:
            sys.exit(f"bench: /metrics has no {name}")
        return sum(values)

    def buckets(self, name):
        """{upper bound: cumulative count}"""
        found = {}
        for n, labels, value in self.samples:
            if n == f"{name}_bucket":
                bound = float(re.search(r'le="([^"]+)"', labels).group(1).replace("+Inf", "inf"))
                found[bound] = found.get(bound, 0) + float(value)
        return dict(sorted(found.items()))


def quantile(before, after, q):
    """Quantile of the observations between two scrapes: the upper bound of its bucket, so never
    better than the truth."""
    counts = {bound: after[bound] - before.get(bound, 0) for bound in after}
    wanted = q * counts.get(float("inf"), 0)
    return next((bound for bound, count in counts.items() if count >= wanted > 0), None)
