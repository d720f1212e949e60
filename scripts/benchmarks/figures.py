"""Runs the figures and prints one JSON line for each. Started by scripts/bench, which says how."""

import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import explain_load
import jobs
import load
import revokes
import store_copy
from fleet import Fleet, yardstick
from post import Visibility, post, post_all
from servers import HERE, ROOT, Gnomon, Twin, quantile, scratch

GROUPS = {
    "accept": ["accept_vs_raw_sqlite", "accept_vs_fastapi", "accept_p99_ms", "accept_full_vs_normal"],
    "end_to_end": ["end_to_end_reports_per_s", "resident_memory_mb", "end_to_end_all_new_reports_per_s",
                   "visible_p99_ms_at_500_events"],
    "decode": ["decode_vs_jsondecoder"],
    "assess": ["assess_events_per_s", "assess_catalogue_100x", "explain_batch_urls_per_s"],
    "store": ["store_accept", "store_end_to_end_events_per_s", "store_copy", "store_copy_memory_mb"],
    "jobs": ["jobs_claim_ms"],
    "revokes": ["revoke_p95_s", "mass_revoke_peak", "mass_revoke_unused_percent", "listing_s", "listing_memory_mb"],
}
ROUNDS = int(os.environ.get("GNOMON_BENCH_ROUNDS", 3))
ACCEPT_SECONDS = int(os.environ.get("GNOMON_BENCH_SECONDS", 10))
SUSTAINED_SECONDS = int(os.environ.get("GNOMON_BENCH_SECONDS", 30))
RATE = float(os.environ.get("GNOMON_BENCH_RATE", 0))
MAX_RATE = int(os.environ.get("GNOMON_BENCH_MAX_RATE", 18_000))
# One unthrottled run, then halving; see `sustainable`.
SEARCH_SECONDS = [min(s, SUSTAINED_SECONDS) for s in (6, 5, 5, 5)]
STREAMS = ROOT / "var/bench/streams"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()


def emit(figure, unit, ours, target=None, op=">=", other=(), other_name=None, judged="ratio", held=True):
    """Prints one figure. `judged` says what the target is for: the ratio or our own number; `held`
    is False when another condition of the target was broken."""
    mine = statistics.median(ours)
    theirs = statistics.median(other) if other else None
    ratio = mine / theirs if theirs else None
    value = ratio if judged == "ratio" else mine
    met = None if target is None else held and (value >= target if op == ">=" else value <= target)
    line = {
        "figure": figure, "unit": unit, "ours": mine, "other": theirs, "other_name": other_name,
        "ratio": ratio, "target": target, "op": op, "met": met,
        "runs": {"ours": list(ours), "other": list(other)},
        "cores": len(os.sched_getaffinity(0)),
        "commit": (git("rev-parse", "--verify", "-q", "HEAD") or "none") + ("-dirty" if git("status", "--porcelain") else ""),
    }
    rounded = json.loads(json.dumps(line), parse_float=lambda number: round(float(number), 3))
    print(json.dumps(rounded), flush=True)


def wrk(server, stream, seconds, rate=0, offset=0):
    """wrk, 64 kept-alive connections over all doors of the server, one thread a door; returns the line that
    post.lua prints, of several doors the sums and the worst times."""
    doors = len(server.urls)
    runs = [
        subprocess.Popen(
            ["wrk", "-t1", f"-c{64 // doors}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / "post.lua",
             f"{url}/v1/reports"],
            env=os.environ | {"BENCH_STREAM": str(stream), "BENCH_TOKEN": server.token, "BENCH_OFFSET": str(offset),
                              "BENCH_RATE": str(rate / doors), "BENCH_PART": str(part), "BENCH_PARTS": str(doors)},
            stdout=subprocess.PIPE, text=True)
        for part, url in enumerate(server.urls)]
    results = [outcome(server, run) for run in runs]
    total = {key: max(r[key] for r in results) for key in results[0] if key != "first_other"}
    return total | {"reports_per_s": sum(r["reports_per_s"] for r in results)}


def outcome(server, run):
    printed = run.communicate()[0]
    if run.returncode != 0:
        sys.exit(f"bench: wrk failed ({run.returncode}) against {server.name}\n{printed}")
    result = json.loads(next(line for line in printed.splitlines() if line.startswith("{")))
    if result["other"] or result["socket_errors"] or result["timeouts"]:
        sys.exit(f"bench: not every answer of {server.name} was 202: {result}")
    return result


# --- accept: the door alone, on an empty inbox --------------------------------------------------

def accept_load():
    return load.cached("steady", ACCEPT_SECONDS * MAX_RATE, STREAMS)


def door(server, stream):
    with server:
        post(server.url, server.token, next(load.bodies(warmup())))  # all 20 events must be accepted
        result = wrk(server, stream, ACCEPT_SECONDS)
    say(f"{server.name}: {result['reports_per_s']:.0f} reports/s, "
        f"p50 {result['p50_ms']:.1f} ms, p99 {result['p99_ms']:.1f} ms")
    return result


def accept(wanted):
    stream = accept_load()

    def raw():
        with scratch() as folder:
            os.sync()
            rate = float(subprocess.check_output(
                [sys.executable, HERE / "raw_sqlite.py", stream, f"{folder}/raw.sqlite", str(ACCEPT_SECONDS)]))
        say(f"raw SQLite loop: {rate:.0f} blobs/s")
        return rate

    full, normal, twin, loop = [], [], [], []
    for _ in range(ROUNDS):
        full.append(door(Gnomon(roles="collector"), stream))
        if "accept_full_vs_normal" in wanted:
            say("the same with synchronous=NORMAL:")
            normal.append(door(Gnomon(roles="collector", synchronous="normal"), stream)["reports_per_s"])
        if "accept_vs_fastapi" in wanted:
            twin.append(door(Twin(), stream)["reports_per_s"])
        if "accept_vs_raw_sqlite" in wanted:
            loop.append(raw())

    rates = [r["reports_per_s"] for r in full]
    if "accept_vs_raw_sqlite" in wanted:
        emit("accept_vs_raw_sqlite", "reports/s", rates, 0.25, other=loop,
             other_name="raw SQLite loop, same gzip blobs, 100 a transaction, FULL")
    if "accept_vs_fastapi" in wanted:
        emit("accept_vs_fastapi", "reports/s", rates, 5, other=twin,
             other_name="FastAPI + SQLite, one transaction a request, granian, one worker")
    if "accept_p99_ms" in wanted:
        emit("accept_p99_ms", "ms", [r["p99_ms"] for r in full], 20, "<=", judged="ours")
    if "accept_full_vs_normal" in wanted:
        emit("accept_full_vs_normal", "reports/s", rates, 0.9, other=normal,
             other_name="gnomon with synchronous=NORMAL")


# --- end to end: every role, the store warmed up ------------------------------------------------

def warmup():
    return load.cached("warmup", load.USERS, STREAMS)


def sustained_load(mode):
    """Analysis slows the door down, so fewer bodies a second are needed than for the door alone."""
    return load.cached(mode, max(MAX_RATE // 3 * SUSTAINED_SECONDS, MAX_RATE // 2 * sum(SEARCH_SECONDS)), STREAMS)


def drain(server, seconds=120):
    """Waits until everything accepted is analysed; how long that took."""
    began = time.monotonic()
    while (left := server.metrics().total("gnomon_inbox_events")) > 0:
        if time.monotonic() - began > seconds:
            sys.exit(f"bench: {left:.0f} events are still not analysed after {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


def warm(server):
    began = time.monotonic()
    post_all(server.url, server.token, load.bodies(warmup()))
    drain(server)
    say(f"warm-up: {load.USERS:,} reports in {time.monotonic() - began:.1f} s")


class Window:
    """One timed run with the backlog watched: what was accepted, what was analysed meanwhile."""

    def __init__(self, server, stream, seconds, rate, offset):
        before, samples, over = server.metrics(), [], threading.Event()

        def watch():
            began = time.monotonic()
            while not over.wait(0.5):
                samples.append((time.monotonic() - began, server.metrics().total("gnomon_inbox_events")))
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            self.wrk = wrk(server, stream, seconds, rate, offset)
            after = server.metrics()
        finally:
            over.set()
            watcher.join()
        events, length = load.EVENTS, self.wrk["seconds"]
        growth = after.total("gnomon_inbox_events") - before.total("gnomon_inbox_events")
        stored = after.total("gnomon_events_stored_total") - before.total("gnomon_events_stored_total")
        self.accepted = self.wrk["reports_per_s"]
        # Two independent counts of what was analysed; the worse one holds.
        self.analysed = min(self.accepted - growth / events / length, stored / events / length)
        self.backlog = [int(n) for _, n in samples]
        # The backlog grows when its trend (after the first quarter) exceeds 2 % of what comes in.
        settled = samples[len(samples) // 4:]
        slope = statistics.linear_regression(*zip(*settled)).slope if len(settled) > 2 else growth / length
        self.grew = slope > 0.02 * self.accepted * events
        self.sustained = min(self.accepted, self.analysed)
        at = self.backlog[::max(1, len(self.backlog) // 8)]
        say(f"{'paced at %.0f' % rate if rate else 'unthrottled'}: accepted {self.accepted:.0f}, analysed {self.analysed:.0f} "
            f"reports/s, p99 {self.wrk['p99_ms']:.1f} ms, backlog {at} events{', growing' if self.grew else ''}")


def sustainable(stream, make=Gnomon):
    """The highest rate found at which the backlog does not grow; 0 when the daemon keeps itself in
    balance without pacing. A closed loop of 64 connections would otherwise give the door the time
    that the analysis needs, and measure neither."""
    if RATE:
        return RATE
    say("looking for the rate that can be sustained")
    with make() as server:
        warm(server)
        window = Window(server, stream, SEARCH_SECONDS[0], 0, 0)
        if not window.grew:
            return 0
        low, high, offset = window.sustained, window.accepted, window.wrk["offset"]
        for seconds in SEARCH_SECONDS[1:]:
            say(f"drained in {drain(server):.1f} s")
            rate = (low + high) / 2
            window = Window(server, stream, seconds, rate, offset)
            offset = window.wrk["offset"]
            if window.grew or window.sustained < 0.97 * rate:
                high = rate
            else:
                low = rate
    return low


def end_to_end(wanted):
    steady = sustained_load("steady")

    def sustained(stream, rate):
        with Gnomon() as server:
            warm(server)
            window = Window(server, stream, SUSTAINED_SECONDS, rate, 0)
            window.memory = server.peak_memory_mb()
            say(f"peak resident memory {window.memory:.0f} MB, drained in {drain(server):.1f} s")
        return window

    if {"end_to_end_reports_per_s", "resident_memory_mb"} & wanted:
        rate, windows, twin = sustainable(steady), [], []
        for _ in range(ROUNDS):
            windows.append(sustained(steady, rate))
            if "end_to_end_reports_per_s" in wanted:
                with Twin() as server:
                    twin.append(wrk(server, steady, ACCEPT_SECONDS)["reports_per_s"])
                say(f"FastAPI twin: {twin[-1]:.0f} reports/s")
        if "end_to_end_reports_per_s" in wanted:
            # 3,000 reports/s are asked for on a machine where the FastAPI build accepts 2,250.
            ours = [w.sustained for w in windows]
            emit("end_to_end_reports_per_s", "reports/s; target = 3000 x other / 2250", ours,
                 3000 * statistics.median(twin) / 2250, other=twin,
                 other_name="FastAPI + SQLite accept only, the machine's yardstick (2250 = reference machine)",
                 judged="ours", held=not any(w.grew for w in windows))
            say(f"absolute: {statistics.median(ours):.0f} reports/s against 3000 on the reference machine")
        if "resident_memory_mb" in wanted:
            emit("resident_memory_mb", "MB, peak", [w.memory for w in windows], 150, "<=", judged="ours")

    if "end_to_end_all_new_reports_per_s" in wanted:
        stream = sustained_load("all_new")
        rate = sustainable(stream)
        emit("end_to_end_all_new_reports_per_s", "reports/s",
             [sustained(stream, rate).sustained for _ in range(ROUNDS)])

    if "visible_p99_ms_at_500_events" in wanted:
        emit("visible_p99_ms_at_500_events", "ms", [visible(steady) for _ in range(ROUNDS)], 250, "<=", judged="ours")


def visible(stream):
    """25 reports/s of 20 events for 20 s: p99 from the start of a POST until its new grant is read
    from the API. The daemon's own histogram is told beside it."""
    per_second, seconds, name = 25, 20, "gnomon_report_to_finding_seconds"
    with Gnomon() as server:
        warm(server)
        before = server.metrics().buckets(name)
        probe = Visibility(server.url, server.token, server.api_token)
        waited = probe.run(list(itertools.islice(load.bodies(stream), per_second * seconds)), per_second)
        own = quantile(before, server.metrics().buckets(name), 0.99)
    outside = statistics.quantiles(waited, n=100)[98]
    say(f"visible after p50 {statistics.median(waited):.1f} ms, p99 {outside:.1f} ms; "
        f"the daemon's histogram: p99 ≤ {'?' if own is None else own * 1000} ms")
    return outside


# --- decode --------------------------------------------------------------------------------------

def decode(wanted):
    program = Path(os.environ.get("GNOMON_DECODE_BENCH", ROOT / ".build/release/decode-benchmark"))
    with scratch() as folder:
        subprocess.run([sys.executable, HERE / "load.py", "json", "1", f"{folder}/report.json"], check=True)
        say(f"decoding a report of {Path(folder, 'report.json').stat().st_size} bytes")
        runs = json.loads(subprocess.check_output([program, f"{folder}/report.json"]))
    emit("decode_vs_jsondecoder", "MB/s", runs["ours_mb_s"], 5, other=runs["jsondecoder_mb_s"],
         other_name="Foundation JSONDecoder")


# --- assess: events and URLs in memory, no store and no network ----------------------------------

def assess(wanted):
    if {"assess_events_per_s", "assess_catalogue_100x"} & wanted:
        program = Path(os.environ.get("GNOMON_ASSESS_BENCH", ROOT / ".build/release/assess-benchmark"))
        runs = json.loads(subprocess.check_output([program, ROOT / "Sources/ShippedData/data"]))
        if "assess_events_per_s" in wanted:
            emit("assess_events_per_s", "events/s", runs["events_per_s"], 250_000, judged="ours")
        if "assess_catalogue_100x" in wanted:
            ratios = [small / large for small, large in zip(runs["events_per_s"], runs["events_per_s_100x"])]
            emit("assess_catalogue_100x", "time with 100 times the apps / time", ratios, 1.3, "<=", judged="ours")
    if "explain_batch_urls_per_s" in wanted:
        with scratch() as folder:
            count = explain_load.write(f"{folder}/urls.jsonl")
            say(f"explaining {count:,} URLs")
            rates = [explained(f"{folder}/urls.jsonl", count) for _ in range(ROUNDS)]
        emit("explain_batch_urls_per_s", "URLs/s", rates, 60_000, judged="ours")


def explained(path, count):
    """URLs a second of one process, its start included."""
    program = os.environ.get("GNOMON_BIN", ROOT / ".build/release/gnomon")
    began = time.monotonic()
    with open(os.devnull, "wb") as nowhere:
        subprocess.run([program, "explain", "--batch", path], stdout=nowhere, check=True)
    return count / (time.monotonic() - began)


def store(wanted):
    if "store_accept" in wanted:
        stream = accept_load()
        ours, raw = [], []
        for _ in range(ROUNDS):
            ours.append(door(Fleet(workers=0), stream)["reports_per_s"])
            raw.append(yardstick("accept", stream, seconds=ACCEPT_SECONDS))
            say(f"one connection: {raw[-1]:.0f} blobs/s")
        emit("store_accept", "reports/s", ours, 0.3, other=raw,
             other_name="one PostgreSQL connection, same gzip blobs, one prepared INSERT each, 100 a transaction")
    if "store_end_to_end_events_per_s" in wanted:
        stream = sustained_load("steady")
        rate, windows, raw = sustainable(stream, Fleet), [], []
        for _ in range(ROUNDS):
            with Fleet() as server:
                warm(server)
                windows.append(Window(server, stream, SUSTAINED_SECONDS, rate, 0))
            raw.append(yardstick("upsert", warmup(), stream, seconds=ACCEPT_SECONDS))
            say(f"one connection: {raw[-1]:.0f} events/s")
        emit("store_end_to_end_events_per_s", "events/s", [w.sustained * load.EVENTS for w in windows], 0.25, other=raw,
             other_name="one PostgreSQL connection upserting the events' grant rows by UNNEST, 1,000 a statement",
             held=not any(w.grew for w in windows))
    if {"store_copy", "store_copy_memory_mb"} & wanted:
        for figure, unit, runs, target in store_copy.run(say):
            if figure in wanted:
                emit(figure, unit, runs, target, "<=", judged="ours")


def claims(_):
    emit("jobs_claim_ms", "ms a job, claimed by fifty", jobs.claim_ms(say), 1, "<=", judged="ours")


def revoked(wanted):
    if "revoke_p95_s" in wanted:
        runs = [revokes.proof_p95(say) for _ in range(ROUNDS)]
        emit("revoke_p95_s", "s from approval to verified, less the grace period", runs, 2, "<=", judged="ours")
    if {"mass_revoke_peak", "mass_revoke_unused_percent"} & wanted:
        peak, unused = revokes.mass(say)
        if "mass_revoke_peak" in wanted:
            emit("mass_revoke_peak", f"calls in one second, of {revokes.LIMIT} allowed", [peak], revokes.LIMIT, "<=",
                 judged="ours")
        if "mass_revoke_unused_percent" in wanted:
            emit("mass_revoke_unused_percent", "% of the limit", [unused], 10, "<=", judged="ours")
    if {"listing_s", "listing_memory_mb"} & wanted:
        seconds, memory = revokes.listing(say)
        if "listing_s" in wanted:
            emit("listing_s", f"s for {revokes.LISTED:,} grants, killed once, analysed", [seconds])
        if "listing_memory_mb" in wanted:
            emit("listing_memory_mb", "MB, peak", [memory], 250, "<=", judged="ours")


def selection(names):
    known = set(GROUPS) | set(sum(GROUPS.values(), []))
    if unknown := [n for n in names if n not in known]:
        sys.exit(f"bench: unknown: {' '.join(unknown)}; known: {' '.join(sorted(known))}")
    return {f for g, figures in GROUPS.items() for f in figures if not names or g in names or f in names}


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are stopped
    check = sys.argv[1:2] == ["--check"]
    wanted = selection(sys.argv[2 if check else 1:])
    if not check:
        say(f"load: {load.DESCRIPTION}")
        say(f"wrk with 1 thread and 64 kept-alive connections on this machine, {len(os.sched_getaffinity(0))} cores")
        for group, run in {"decode": decode, "assess": assess, "store": store, "jobs": claims, "revokes": revoked,
                           "accept": accept, "end_to_end": end_to_end}.items():
            if mine := wanted & set(GROUPS[group]):
                run(mine)
