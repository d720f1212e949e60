"""The whole of a revoke by the real binary, beside a fake Google Workspace on loopback: the proof of a single grant,
a mass of them under the provider's limit, and the listing that finds them."""

import json
import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from servers import ALL_ROLES, GNOMON, ROOT, Gnomon, Server, get

FAKES = Path(os.environ.get("GNOMON_FAKES_BENCH", ROOT / ".build/release/provider-fakes")).absolute()
MASS = int(os.environ.get("GNOMON_BENCH_REVOKES", 10_000))
LISTED = int(os.environ.get("GNOMON_BENCH_LISTED", 100_000))
SINGLE = 60
# Calls a second that the fake allows in the mass revoke.
LIMIT = 50
# Of one revoke: what stands, the deletion, what stands then.
CALLS = 3
GRANTS_OF_ONE = 4
APPS = 8
GRACE_SECONDS = 1


class Fake(Server):
    """A Google Workspace with `people`, each with four grants to eight apps, or with one to each of as many apps."""

    name = "the fake Google Workspace"

    def __init__(self, seed):
        self.seed = seed

    def start(self):
        self.spawn([FAKES, "--provider", "google_workspace", "--seed", self.seed], {})
        until = time.monotonic() + 60
        while not (text := self.log.read_text()).endswith("\n") and time.monotonic() < until:
            time.sleep(0.05)
        self.told = json.loads(text)

    def control(self, path, body=None, method=None):
        request = urllib.request.Request(
            f"{self.told['control']}/{path}", None if body is None else json.dumps(body).encode(), method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"{}")

    def calls(self):
        return self.control("calls?limit=0")


class Remediator(Gnomon):
    """Every role, with a master key, the fake connected as `cnr_1` and nothing listed yet."""

    def __init__(self, fake, calls_per_second=None):
        super().__init__(roles=f"{ALL_ROLES},remediator")
        self.fake = fake
        self.pace = {} if calls_per_second is None else {"calls_per_second": str(calls_per_second)}

    def start(self):
        key = self.folder / "vault-key"
        subprocess.run([GNOMON, "vault", "key", key], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.serve(self.roles)
        self.api_token = (self.folder / "admin-token").read_text().strip()
        self.post("connectors", {
            "name": "workspace", "kind": "google_workspace", "settings": self.fake.told["settings"] | self.pace,
            "secrets": self.fake.told["secrets"], "networks": ["127.0.0.0/8"]})

    def environment(self):
        return super().environment() | {
            "GNOMON_VAULT_KEY_FILE": str(self.folder / "vault-key"), "GNOMON_ENVIRONMENT": "test",
            "GNOMON_REMEDIATION_GRACE_SECONDS": str(GRACE_SECONDS),
            "GNOMON_APPROVAL_GRANTS_OF_ONE_PERSON": "1000000", "GNOMON_LISTINGS_INTERVAL_SECONDS": "0"}

    def restart(self):
        self.process.kill()
        self.stop()
        self.serve(self.roles)

    def post(self, path, body):
        request = urllib.request.Request(
            f"{self.url}/v1/{path}", json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.api_token}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise SystemExit(f"bench: {path} answered {error.code}: {error.read().decode()}") from error

    def read(self, path):
        return json.loads(get(f"{self.url}/v1/{path}", self.api_token))

    def all(self, path):
        rows, cursor = [], ""
        while cursor is not None:
            page = self.read(f"{path}{'&' if '?' in path else '?'}limit=500{cursor and f'&cursor={cursor}'}")
            rows += page["data"]
            cursor = page["next_cursor"]
        return rows

    def wait(self, what, done, seconds):
        """Asks until `done` holds."""
        until = time.monotonic() + seconds
        while not done():
            if time.monotonic() > until:
                raise SystemExit(f"bench: {what} did not end within {seconds} s")
            time.sleep(0.02)

    def listing(self):
        return self.read("listings")["data"][0]

    def list(self, seconds):
        """Lists what stands, and waits until it is analysed."""
        self.post("connectors/cnr_1/listings", {})
        self.wait("the listing", lambda: self.listing()["state"] != "running", seconds)
        self.wait("the analysis", lambda: self.read("status")["backlog_events"] == 0, seconds)

    def proposed(self):
        return [row["id"] for row in self.all("actions?state=proposed&kind=revoke")]

    def approve(self, action):
        self.post(f"actions/{action}/approve", {"reason": "a bench"})


def proof_p95(say):
    """Seconds from an approval to `verified`, less the grace period: the 95th hundredth of revokes one after another."""
    taken = []
    with Fake(f"{SINGLE}x{SINGLE}x1") as fake, Remediator(fake) as gnomon:
        gnomon.list(60)
        actions = gnomon.proposed()
        say(f"revoking {len(actions)} grants, one after another")
        for action in actions:
            began = time.monotonic()
            gnomon.approve(action)
            gnomon.wait(action, lambda: gnomon.read(f"actions/{action}")["state"] == "verified", 60)
            taken.append(time.monotonic() - began - GRACE_SECONDS)
        left = fake.control("grants")["count"]
    if len(taken) < 50 or left != SINGLE - len(taken):
        raise SystemExit(f"bench: {len(taken)} revokes were verified and {left} of {SINGLE} grants stand")
    say(f"p50 {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s")
    return statistics.quantiles(taken, n=100)[94]


def mass(say):
    """The mass revoke: its most calls in one second, and what it left unused of the limit, in hundredths."""
    people = MASS // GRANTS_OF_ONE
    with Fake(f"{people}x{APPS}x{GRANTS_OF_ONE}") as fake, Remediator(fake, LIMIT) as gnomon:
        gnomon.list(people / LIMIT * 2 + 60)
        fake.control("calls", method="DELETE")
        fake.control("limit", {"calls_per_second": LIMIT})
        actions = gnomon.proposed()
        say(f"revoking {MASS:,} grants of {len(actions)} apps under a limit of {LIMIT} calls/s")
        for action in actions:
            gnomon.approve(action)
        began = time.monotonic() + GRACE_SECONDS
        told = began

        def is_over():
            nonlocal told
            if time.monotonic() - told < 1:
                return False
            told = time.monotonic()
            parts = [gnomon.read(f"actions/{action}")["progress"] for action in actions]
            done = sum(part["proved"] for part in parts)
            if int(told - began) % 30 == 0:
                say(f"{done:,} of {sum(part['total'] for part in parts):,} proved after {told - began:.0f} s")
            return done == MASS

        gnomon.wait("the mass revoke", is_over, MASS * CALLS / LIMIT * 1.5 + 60)
        seconds = time.monotonic() - began
        calls, left = fake.calls(), fake.control("grants")["count"]
        memory = gnomon.peak_memory_mb()
    say(f"{calls['total']:,} calls in {seconds:.1f} s, at most {calls['peak_per_second']} in one, "
        f"{calls['throttled']} refused, {left} grants stand, peak memory {memory:.0f} MB")
    if left or calls["throttled"]:
        raise SystemExit("bench: a mass revoke must end every grant and never be refused")
    return calls["peak_per_second"], 100 * (1 - MASS * CALLS / (LIMIT * seconds))


def listing(say):
    """Seconds and peak memory of a listing that is killed in its middle, its analysis included."""
    people = LISTED // GRANTS_OF_ONE
    with Fake(f"{people}x{APPS}x{GRANTS_OF_ONE}") as fake, Remediator(fake, 10_000) as gnomon:
        say(f"listing {LISTED:,} grants of {people:,} people")
        began = time.monotonic()
        gnomon.post("connectors/cnr_1/listings", {})
        gnomon.wait("half of the listing", lambda: gnomon.listing()["seen"] >= LISTED / 2, 600)
        memory, half = gnomon.peak_memory_mb(), gnomon.listing()
        say(f"killing it after {time.monotonic() - began:.1f} s, {half['pages']} pages and {half['seen']:,} grants")
        gnomon.restart()
        gnomon.wait("the listing", lambda: gnomon.listing()["state"] != "running", 600)
        end = gnomon.listing()
        say(f"{end['state']} after {time.monotonic() - began:.1f} s, {end['pages']} pages and {end['seen']:,} grants")
        gnomon.wait("the analysis", lambda: gnomon.read("status")["backlog_events"] == 0, 600)
        seconds = time.monotonic() - began
        calls = fake.calls()["total"]
        memory = max(memory, gnomon.peak_memory_mb())
        found = sum(row["people"] for row in gnomon.all("connections"))
    say(f"{calls:,} calls, {found:,} grants in connections")
    if (end["state"], end["seen"], found) != ("complete", LISTED, LISTED):
        raise SystemExit(f"bench: of {LISTED} grants {end['seen']} were seen and {found} found")
    return seconds, memory
