"""The load: seeded gzip report bodies, packed as [u32 little-endian length][gzip]… in one file.

    load.py MODE COUNT FILE [--seed N] [--base EPOCH_SECONDS]     a stream of COUNT bodies
    load.py json 1 FILE                                           one report, not compressed

2,000 installs, 5,000 users, 400 client apps, 12 resource apps, 3 scopes an event, 20 events a
report. A report comes from one (install, user) pair and its subject is that user. A grant is
(user, client app, resource app) and always asks for the same three scopes.

    warmup   20 grants never seen before in each report; 5,000 reports = one for each user
    steady   1 new grant (5 %), 19 sightings of grants that this user already has
    all_new  20 new grants in each report

Every user walks a private permutation of the 400 × 12 pairs, so "the j-th new grant" is known
without memory: chunks are made in parallel and are the same on any number of cores. steady and
all_new assume that warmup (COUNT = 5,000) went before.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import struct
import sys
import time
import zlib
from pathlib import Path

INSTALLS, USERS, CLIENTS, EVENTS, SCOPES = 2_000, 5_000, 400, 20, 3
MODES = {"warmup": EVENTS, "steady": 1, "all_new": EVENTS}  # new grants a report
CHUNK = 250  # reports made by one worker at a time
SEED = 20

# (origin, path of the authorization endpoint, scopes to choose three neighbours from)
RESOURCES = [
    ("https://accounts.google.com", "/o/oauth2/v2/auth", [
        "https://www.googleapis.com/auth/" + s for s in (
            "drive", "drive.readonly", "gmail.readonly", "gmail.send", "calendar",
            "calendar.events.readonly", "contacts.readonly", "spreadsheets")]),
    ("https://login.microsoftonline.com", "/common/oauth2/v2.0/authorize", [
        "Mail.Read", "Mail.Send", "Files.ReadWrite.All", "Calendars.Read", "User.Read",
        "offline_access", "Sites.Read.All", "Chat.Read"]),
    ("https://slack.com", "/oauth/v2/authorize", [
        "channels:read", "channels:history", "chat:write", "files:read", "users:read",
        "search:read", "reactions:write", "im:history"]),
    ("https://github.com", "/login/oauth/authorize", [
        "repo", "read:org", "user", "workflow", "write:packages", "notifications"]),
    ("https://api.notion.com", "/v1/oauth/authorize", [
        "read_content", "update_content", "insert_content", "read_comments",
        "insert_comments", "read_user_with_email"]),
    ("https://auth.atlassian.com", "/authorize", [
        "read:jira-work", "write:jira-work", "read:confluence-content.all", "read:jira-user",
        "write:confluence-content", "offline_access"]),
    ("https://login.salesforce.com", "/services/oauth2/authorize", [
        "api", "refresh_token", "full", "web", "openid", "cdp_query_api"]),
    ("https://zoom.us", "/oauth/authorize", [
        "meeting:read", "recording:read", "user:read", "meeting:write", "webinar:read",
        "chat:read"]),
    ("https://www.dropbox.com", "/oauth2/authorize", [
        "files.content.read", "files.content.write", "files.metadata.read", "sharing.read",
        "sharing.write", "account_info.read"]),
    ("https://account.box.com", "/api/oauth2/authorize", [
        "root_readonly", "root_readwrite", "manage_webhook", "manage_managed_users",
        "item_download", "item_upload"]),
    ("https://app.hubspot.com", "/oauth/authorize", [
        "crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.deals.read",
        "crm.lists.read", "forms-uploaded-files", "oauth"]),
    ("https://linear.app", "/oauth/authorize", [
        "read", "write", "issues:create", "comments:create", "admin", "app:assignable"]),
]
PAIRS = CLIENTS * len(RESOURCES)

DESCRIPTION = (
    f"{INSTALLS:,} installs, {USERS:,} users, {CLIENTS} client apps, {len(RESOURCES)} resource apps, "
    f"{SCOPES} scopes an event, {EVENTS} events a report, seed {SEED}; after a warm-up of {USERS:,} "
    f"all-new reports 5 % of the events are new grants, the rest sightings")


def user_email(user):
    return f"user{user:04d}@example.com"


def user_of(report, seed):
    """The user whose report this is: everyone once in each pass, each pass in another order."""
    turn, position = divmod(report, USERS)
    rng = random.Random(f"{seed}/order/{turn}")
    step = rng.choice([s for s in range(1, USERS, 2) if s % 5])  # coprime with 5,000
    return (rng.randrange(USERS) + position * step) % USERS, turn


def pair(user, j):
    """The j-th grant of a user, as a number below PAIRS. 4,800 = 2^6·3·5^2."""
    step = 6 * (user * 7919 % 797) + 1
    while step % 5 == 0:
        step += 6
    return (user * 613 + j * step) % PAIRS


def tail(pair_number):
    """Everything of an event that follows from its client and resource app, as JSON text."""
    client, resource = divmod(pair_number, len(RESOURCES))
    origin, path, scopes = RESOURCES[resource]
    start = (client * 5 + resource) % len(scopes)
    asked = ",".join(f'"{scopes[(start + i) % len(scopes)]}"' for i in range(SCOPES))
    app = f"https://app{client:04d}.example.net"
    return (
        f'"interactive":true,"surface":"{"tab" if client % 3 else "popup"}",'
        f'"provider":{{"origin":"{origin}","path":"{path}"}},'
        f'"client":{{"client_id":"bench-client-{client:04d}.apps.googleusercontent.com",'
        f'"redirect_uri":"{app}/oauth/callback","redirect_class":"web","initiator_origin":"{app}"}},'
        f'"request":{{"response_type":"code","access_type":"offline",'
        f'"pkce":"{"S256" if client % 2 else "none"}","params_source":"query","has_state":true}},'
        f'"scopes":[{asked}],"scopes_truncated":0,"resource":[],'
        f'"result":{{"kinds":["code"],"state_match":true}},"provider_posts":{1 + client % 3},"count":1}}')


TAILS = [tail(p) for p in range(PAIRS)]
VARIANT = {h: "89ab"[int(h, 16) % 4] for h in "0123456789abcdef"}
SECONDS = {}


def timestamp(ms):
    second, rest = divmod(ms, 1000)
    text = SECONDS.get(second)
    if text is None:
        text = SECONDS[second] = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
    return f"{text}.{rest:03d}Z"


def uuid4(h):
    """32 random hex digits as a version 4 UUID."""
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{VARIANT[h[16]]}{h[17:20]}-{h[20:]}"


def report(number, mode, seed, sent_ms, rng):
    """The JSON text of one report, sent at `sent_ms`."""
    user, turn = user_of(number, seed) if mode != "warmup" else (number % USERS, number // USERS)
    fresh = MODES[mode]
    known = fresh * turn + (0 if mode == "warmup" else EVENTS)  # grants this user has by now
    if known + fresh > PAIRS:
        sys.exit(f"load: a user has only {PAIRS} possible grants; {mode} cannot be that long")
    grants = list(range(known, known + fresh)) + rng.sample(range(known), EVENTS - fresh)
    rng.shuffle(grants)
    noise = rng.randbytes(16 * EVENTS).hex()
    ids, events = [], []
    started = sent_ms - 60_000
    for i, j in enumerate(grants):
        event_id = uuid4(noise[32 * i:32 * i + 32])
        ids.append(event_id)
        started += rng.randrange(200, 1_800)
        events.append(
            f'{{"event_id":"{event_id}","kind":"authorization","outcome":"granted",'
            f'"confidence":"high","evidence":["redirect"],"started_at":"{timestamp(started)}",'
            f'"ended_at":"{timestamp(started + rng.randrange(900, 20_000))}",{TAILS[pair(user, j)]}')
    install = user % INSTALLS
    install_id = uuid4(hashlib.md5(f"{seed}/install/{install}".encode()).hexdigest())
    batch_id = hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
    return (
        f'{{"schema":"gnomon.grant-report/1","batch_id":"{batch_id}","sent_at":"{timestamp(sent_ms)}",'
        f'"install_id":"{install_id}","plugin":{{"version":"1.0.{install % 4}",'
        f'"extension_id":"abcdefghijklmnopabcdefghijklmnop"}},'
        f'"browser":{{"name":"Chrome","version":"156.0.{install % 7000}","os":"{("Windows", "macOS", "Linux")[install % 3]}",'
        f'"arch":"x86-64"}},"subject":{{"email":"{user_email(user)}","source":"profile"}},'
        f'"device":{{"source":"none"}},"incognito_allowed":false,"dropped":0,'
        f'"events":[{",".join(events)}]}}').encode()


def sent_at(number, count, mode, base):
    """Reports are spread over the hour before `base`, warm-up over the hour before that: client
    clocks move on through the stream, so a sighting really moves `last_seen`."""
    offset = 2 if mode == "warmup" else 1
    return int((base - 3600 * offset) * 1000 + 3_600_000 * number / count)


def chunk(job):
    index, count, mode, seed, base = job
    rng = random.Random(f"{seed}/{mode}/{index}")
    packed = []
    for number in range(index * CHUNK, min((index + 1) * CHUNK, count)):
        gzip = zlib.compressobj(6, zlib.DEFLATED, 31)
        text = report(number, mode, seed, sent_at(number, count, mode, base), rng)
        body = gzip.compress(text) + gzip.flush()
        packed.append(struct.pack("<I", len(body)) + body)
    return b"".join(packed)


def write(mode, count, file, seed, base):
    jobs = [(i, count, mode, seed, base) for i in range((count + CHUNK - 1) // CHUNK)]
    part = Path(f"{file}.part")
    with part.open("wb") as out, multiprocessing.Pool(os.cpu_count()) as pool:
        for packed in pool.imap(chunk, jobs):
            out.write(packed)
    part.rename(file)


def bodies(file):
    """The gzip bodies of a packed stream, one after the other."""
    with open(file, "rb") as packed:
        while head := packed.read(4):
            yield packed.read(struct.unpack("<I", head)[0])


def cached(mode, count, folder):
    """A stream from the cache of today, made when missing. Its clocks then lag by up to a day,
    which the daemon corrects for like any other client's wrong clock. Other days are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    today = time.strftime("%Y%m%d", time.gmtime())
    for old in folder.iterdir():
        if not old.name.startswith(f"{today}-{version}-"):
            old.unlink()
    file = folder / f"{today}-{version}-{mode}-{count}-{SEED}.bodies"
    if not file.exists():
        began = time.time()
        print(f"bench: making {count:,} {mode} reports", file=sys.stderr, flush=True)
        write(mode, count, file, SEED, int(began))
        print(f"bench: {file.stat().st_size / 1e6:.0f} MB in {time.time() - began:.0f} s", file=sys.stderr)
    return file


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("mode", choices=[*MODES, "json"])
    options.add_argument("count", type=int)
    options.add_argument("file", type=Path)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--base", type=int, default=int(time.time()))
    o = options.parse_args()
    if o.mode == "json":
        o.file.write_bytes(report(0, "steady", o.seed, o.base * 1000, random.Random(o.seed)))
    else:
        write(o.mode, o.count, o.file, o.seed, o.base)
